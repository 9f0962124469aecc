# What a lead is and what became of it: stages, reasons, history, what comes next.

story-stage-new = New
story-stage-working = Working
story-stage-qualified = Qualified
story-stage-won = Won
story-stage-later = Follow up later
story-stage-closed = Closed

story-temperature-cold = Cold
story-temperature-warm = Warm
story-temperature-hot = Hot

story-reason-sla-missed = Not accepted in time
story-reason-no-owner = Nobody has it
story-reason-to-accept = To accept
story-reason-replied = Replied
story-reason-hot = Hot and fresh
story-reason-overdue = Overdue
story-reason-came-back = Came back
story-reason-due-today = Due today
story-reason-bounced = Mail bounced
story-reason-untouched = Untouched for 30 days
story-reason-incomplete = Incomplete

story-role-seller = seller
story-role-partner = partner
story-role-manager = manager
story-role-marketing = marketing
story-role-admin = admin

story-question-need = Need
story-question-budget = Budget
story-question-authority = Authority
story-question-timeline = Timeline

# Behind a name: “Ana Costa: away until Fri 27 Nov”
story-unable-takes-none = takes no leads
story-unable-today = away today
story-unable-until = away until { $day }
story-unable-no-mail = mail does not reach them since { $day }
story-unable-left = no longer in the team

story-away-on = on { $day }
story-away-from = from { $from } to { $until }
story-away-nobody = away { $days }; nobody else of the team is there all that time
story-away-one = away { $days }; leads go to { $person }
story-away-many = away { $days }; leads go to { $people } and { $last }

story-calls-again = said from their own address that they may be called again
story-mail-again = said from their own address that they may be written to by mail again
story-letters-again = said from their own address that they may be written to by letter again
story-messages-again = said from their own address that they may be sent text messages again
story-ahead-task-yours = task for you until { $when }: { $what }
story-ahead-task-of = task for { $person } until { $when }: { $what }
story-step-skipped = step { $step } of { $sequence } skipped: { $why }

# What happened. `by` is a name, or “you”. A sentence begins small, and has no point at its end.
story-form-sent = sent the form { $form }
story-form-gone = sent a form
story-tip-of = came as a tip of { $person }
story-tip = came as a tip
story-imported = imported, source: { $source }
story-page-viewed = viewed a page
story-product-used = used the product
story-event-attended = attended an event
story-ticket-opened = opened a support ticket
story-ticket-closed = support ticket closed
story-spoke = { $by } spoke with them
story-no-answer = { $by } called: no answer
story-met = { $by } met them
story-replied-to-mail = replied to a mail
story-enriched = was looked up: { $from }
story-enriched-by-number = was looked up by the telephone number
story-mail-attachments =
    Attachments, not kept: { $names }{ $more ->
        [0] .
       *[other] {" "}and { $more } more.
    }
story-mail-cut = The mail is longer. Its whole text is kept for 30 days in { $file }.
story-got-reply = { $by } got a reply
story-accepted = { $by } accepted it
story-taken-over = { $by } took it over
story-assigned-to-you = { $by } reassigned it to you
story-assigned = { $by } reassigned it to { $to }
story-assigned-next = { $by } reassigned it to the next in rotation
story-recycled = { $by } recycled it
story-recycled-until = { $by } recycled it until { $day }
story-disqualified = { $by } disqualified it
story-lost = { $by } closed it as lost
story-moved = { $by } moved it to { $stage }
story-answered = { $by } answered { $answers }
story-answered-nothing = { $by } answered no question
story-answer-need = need { $is ->
         [yes] yes
       *[no] no
    }
story-answer-budget = budget { $is ->
         [yes] yes
       *[no] no
    }
story-answer-authority = authority { $is ->
         [yes] yes
       *[no] no
    }
story-answer-timeline = timeline { $is ->
         [yes] yes
       *[no] no
    }
story-corrected = { $by } corrected: { $edits }
story-removed = { $field } removed
story-marked-bad = { $by } marked it as bad: { $reason }
story-nurture-stopped = { $by } stopped the nurture mails
story-deal-corrected = the deal was corrected
story-deal-corrected-for = the deal was corrected, for { $amount }
story-deal-won = { $by } won the deal
story-deal-won-for = { $by } won the deal, for { $amount }
story-bought = bought
story-bought-for = bought, for { $amount }
story-accept-missed = { $by } did not accept it in time
story-accept-unable = { $by } could not accept it: { $why }
story-untouched = nobody has spoken with them for { $days } days
story-temperature-changed = temperature changed: points expired with time
story-rescored = scored again by a new model
story-confirm-asked = was asked by mail to confirm the consent given on a form
story-mail-got = got the mail “{ $mail }”
story-hand-off-sent = hand-off mail sent to { $to ->
         [you] you
         [owner] the owner
         [manager] the manager
       *[other] { $to }
    }
story-escalated = escalated to { $to ->
         [you] you
         [owner] the owner
         [manager] the manager
       *[other] { $to }
    }
story-reminder-sent = follow-up reminder sent to { $to ->
         [you] you
         [owner] the owner
         [manager] the manager
       *[other] { $to }
    }
story-call-sent = call task sent to { $to ->
         [you] you
         [owner] the owner
         [manager] the manager
       *[other] { $to }
    }
story-mail-sent-to = mail “{ $mail }” sent to { $to ->
         [you] you
         [owner] the owner
         [manager] the manager
       *[other] { $to }
    }
story-mail-dropped = mail “{ $mail }” was not sent: { $reason }
story-mail-held = mail “{ $mail }” waits: { $reason }
story-step = step { $step } of { $sequence }
story-field-is = { $field } is { $value }
story-webhook-called = webhook called (step { $step } of { $sequence })
story-webhook-failed = webhook failed (step { $step } of { $sequence }): { $why }
story-pictures-loaded = the pictures of “{ $mail }” were loaded
story-opened = opened “{ $mail }”
story-opened-by-bot = a bot opened “{ $mail }”: { $why }
story-link-followed = a link in “{ $mail }” was followed
story-link-followed-by-bot = a bot followed a link in “{ $mail }”: { $why }
story-clicked = clicked in “{ $mail }”: { $page }
story-no-click-pending = no click in “{ $mail }” was pending
story-links-scanned = a bot followed the links in “{ $mail }”: { $why }
story-mail-wanted-again = agreed to marketing mail again
story-mail-paused = paused marketing mail
story-mail-paused-without = paused marketing mail, and wants no mail about: { $topics }
story-mail-all = wants all marketing mail
story-mail-without = wants no mail about: { $topics }
story-consent-confirmed = confirmed from their own address that they want marketing mail
story-unsubscribed = unsubscribed from marketing mail
story-bounced = hard bounce: the address does not accept mail
story-soft-bounced = soft bounce: { $why }
story-delivered-again = a mail arrived again after a soft bounce
story-rejected-by-ses = SES rejected a mail that it had accepted
story-rejected = their server refused a mail for its size or content: { $why }
story-complained = spam complaint about a mail of ours
story-suppressed = put on the suppression list: { $reason }
story-address-added = { $by } added the address { $address }
story-address-removed = { $by } took the address { $address } away
story-merged = { $by } merged it with { $other }
story-unmerged = { $by } took the merge with { $other } back
story-follow-up-set = { $by } set the next step: { $what }, { $when }
story-follow-up-done = { $by } did what was next
story-follow-up-missed = { $by } did not do it in time: { $what }
story-follow-up-unable = { $by } could not do it ({ $why }): { $what }
story-step-missing = was found without a next step
story-noted = { $by } wrote a note
story-mail-written = { $by } wrote them a mail
story-undone = { $by } undid something
story-refused-before = { $asked }: known from before
story-refused = { $asked }, { $by ->
         [you] you were
       *[other] { $by } was
    } told
story-sequence-started = { $by } started the sequence { $sequence }
story-segment-in = { $by } put them into the segment { $segment }
story-segment-out = { $by } took them out of the segment { $segment }
story-not-bad = { $by } said that it is not bad
story-departed = What has left has left: { $what }

# What others changed of a lead
story-changed = { $field } changed by { $by ->
         [form] a form
         [list] a list
       *[program] another program
    } { $at }, was { $other }
story-changed-away = { $field } removed by { $by ->
         [form] a form
         [list] a list
       *[program] another program
    } { $at }, was { $other }
story-changed-kept = { $field } { $other } came by { $by ->
         [form] a form
         [list] a list
       *[program] another program
    } { $at }; { $value }, which one of you entered, stays

# What comes next by itself
story-ahead-tonight = a next step is set tonight: choose one before
story-ahead-nothing = no automatic next step
story-ahead-retention = Erased by itself after { $months } { $months ->
    [one] month
   *[other] months
    } without a sign of life
story-ahead-now = now
story-ahead-mail = mail “{ $mail }” { $when }
story-ahead-hand-off = hand-off mail to { $to ->
         [owner] the owner
       *[manager] the manager
    } { $when }
story-ahead-escalation = escalation to { $to ->
         [owner] the owner
       *[manager] the manager
    } { $when }
story-ahead-reminder = follow-up reminder to { $to ->
         [owner] the owner
       *[manager] the manager
    } { $when }
story-ahead-call = call task to { $to ->
         [owner] the owner
       *[manager] the manager
    } { $when }
story-ahead-mail-to = mail “{ $mail }” to { $to ->
         [owner] the owner
       *[manager] the manager
    } { $when }
story-ahead-webhook = webhook { $when }
story-ahead-step = step { $step } of { $sequence } { $when }
story-ahead-step-latest = step { $step } of { $sequence } { $when } at the latest
story-ahead-call-task = call task “{ $task }” { $when }
story-ahead-to-sales = hand-off to sales { $when }
story-ahead-classify = opens and clicks are told apart from those of bots { $when }
story-ahead-follow-up = { $what } { $when }
story-ahead-overdue = { $what }, overdue since { $since }: { $who ->
         [you] you hear
         [operator] whoever runs the system hears
       *[other] { $who } hears
    } of it every working morning
story-ahead-escalates = escalation to { $to ->
         [you] you
       *[other] { $to }
    } unless { $owner ->
         [you] you accept
         [owner] its owner accepts
       *[other] { $owner } accepts
    } by { $by }
story-ahead-late = counts as late unless { $owner ->
         [you] you accept
         [owner] its owner accepts
       *[other] { $owner } accepts
    } by { $by }

# What was recorded in English, and is found by it: next steps that nobody chose, and reasons
story-next-accept = Accept it and call
story-next-call = Call them
story-next-call-again = Call again
story-next-follow-up = Follow up
story-next-answer = Answer their mail
story-next-decide = Decide what is next
story-why-no-address = No e-mail address
story-why-suppressed = The address is on the suppression list
story-why-bounced = The address does not take mail
story-why-complained = They called our mail spam
story-why-unsubscribed = Unsubscribed
story-why-stopped = The team stopped the mails
story-why-no-consent = No consent to marketing mail
story-why-no-calls = They asked not to be called
story-why-no-mail = They asked for no mail
story-why-topic = They want no mail about “{ $what }”
story-why-agreed = They agreed meanwhile
story-why-unsubscribed-after = They unsubscribed after they had ticked the box
story-why-other-consent = They were asked about another consent
story-why-takes-no-mail = The address takes no mail
story-why-owner-gone = The owner is no longer in team.yaml
story-why-no-manager = team.yaml names no manager
story-why-ticket = A support ticket is open
story-why-paused = The sequence { $what } is paused
story-why-over = The sequence { $what } is over
story-why-too-long = It waited too long
story-why-other-address = It is about another address than the lead has now
story-why-nothing-to-undo = There is nothing to undo
story-why-has-it = { $what } has it already
story-why-interested = Interested, says the call by the list “{ $what }”
story-why-nobody-else = There is nobody else to give it to
story-why-takes-none = { $what } takes no leads
story-why-accepted = It was accepted meanwhile
story-why-nothing-to-do = There was nothing to do
story-why-done = It was done meanwhile
story-why-not-bad = It was not marked as bad

# Tasks and deliveries
story-did = { $by } did it: { $what }
story-delivered = delivered by { $supplier }, delivery { $delivery }: { $row }
story-ahead-task = task “{ $task }” { $when }

# Consents by purpose, and confirmations that nobody gave
story-consent-expired = did not confirm their address in time: the consent lapsed
story-consent-given = agreed on their preference page: { $purpose }
story-consent-withdrawn = withdrew their consent: { $purpose }
story-ahead-unconfirmed = the consent to marketing mail lapses { $when }, unless they confirm their address before
story-why-unconfirmed = Nobody confirmed the address
story-why-withdrew-calls = They withdrew their consent to calls
story-why-confirmed = It was confirmed meanwhile

# What a channel of Slack or Teams is told.
story-told-created = New lead: { $lead }
story-told-stage = { $lead } is now: { $to }
story-told-assigned = { $lead } belongs to { $owner } now
story-told-unassigned = { $lead } has no owner any more
story-told-hot = { $lead } is hot
story-told-converted = { $lead } is a customer now
story-told-unsubscribed = { $lead } wants no more marketing mail
story-told-open = Open the lead
