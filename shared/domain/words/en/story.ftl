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
story-next-task-yours = task for you until { $when }: { $what }
story-next-task = task for { $person } until { $when }: { $what }
story-step-skipped = step { $step } of { $sequence } skipped: { $why }
