# The links at the top of the desk's pages, and what no page shows
desk-nav-worklist = Worklist
desk-nav-leads = Leads
desk-nav-add = Add a lead
desk-nav-team = Team
desk-nav-numbers = Numbers
desk-nav-away = I am away
desk-nav-all = All my leads
desk-nothing-changed = Nothing was changed
desk-nothing-changed-hint = Nothing was changed.
desk-other-site = It came from another site. Please use the buttons of these pages.
desk-old-page = The page is from before you logged in, or it was not complete. Load it again, and then press.
desk-try-later = That did not work just now
desk-load-again = Please load this page again in a minute.
desk-link-wrong = This link does not work
desk-link-wrong-hint = Perhaps it was cut off in the mail. The newest mail about this lead has another.
desk-link-expired = This link has expired
desk-link-left = Whom it was sent to is no longer in the team.
desk-unreadable = That did not work
desk-unreadable-hint = { $why } Please load the page again and press the button there.
desk-session-over = Please log in again
desk-session-over-hint = Your session is over, and nothing was changed. Log in at /desk, then do it again.
desk-not-for-you = This page is not for you

# The worklist
desk-worklist-waiting = { $count ->
        [0] Nothing waits for you
        [one] One lead waits for you
       *[other] { $count } leads wait for you
    }
desk-worklist-whose = { $name }’s worklist.
desk-worklist-whose-urgent = { $name }’s worklist, the most urgent first.
desk-worklist-sections = Sections
desk-worklist-empty = A lead that is handed off to you stands here within seconds, and a mail tells you of it. Meanwhile:
desk-worklist-empty-leads = <a>Look at all leads</a> that you may see: one of them may be worth a call.
desk-worklist-empty-add = <a>Add a lead</a>: a call into the office, a tip, a card from a fair.
desk-worklist-empty-away = <a>Say when you are away</a>: new leads go to others then.
desk-worklist-more = These are the most urgent ones. <a>All your leads</a>
desk-accept = To accept
desk-accept-hint = Accept what you take on, or give it to somebody else, before the time is up.
desk-hot = Hot and fresh
desk-hot-hint = They asked lately, and nobody has spoken with them.
desk-replied = Replied
desk-replied-hint = They wrote back, and wait for an answer.
desk-due = Follow-ups due
desk-due-hint = What you said you would do, today or before.
desk-back = Came back
desk-back-hint = You set them aside until now.
desk-update = To update
desk-update-hint = Nobody touched them for 30 days, their mail comes back, or a name, an address or a number is missing.
desk-planned = Planned
desk-planned-hint = Nothing to do today.
desk-untaken = Nobody has them
desk-untaken-hint = Accept one, and it is yours.

# A lead in a list
desk-heat-hot = hot
desk-heat-warm = warm
desk-heat-cold = cold
desk-listed-from = from { $source }
desk-listed-next = { $when }: { $what }
desk-listed-nobody = nobody’s
desk-listed-call = Call
desk-listed-call-whom = Call { $number }, { $name }

# All leads
desk-leads = Leads
desk-leads-search = Search
desk-leads-search-by = Mail, phone, company or name
desk-leads-filters = Filters
desk-leads-filters-of = Filters: { $chosen }
desk-leads-show = Show
desk-leads-clear = Clear the filters
desk-leads-begin = A lead begins with a form of your web site, or a list that is imported.
desk-leads-begin-or-add = A lead begins with a form of your web site, a list that is imported, or by hand: <a>add a lead</a>.
desk-leads-first = From the beginning
desk-leads-further = Look further
desk-leads-more = More
desk-leads-stage = Stage
desk-leads-any-stage = Any stage
desk-leads-temperature = Temperature
desk-leads-any = Any
desk-leads-owner = Owner
desk-leads-anybody = Anybody
desk-leads-nobody = Nobody
desk-leads-source = Source
desk-leads-any-source = Any source
desk-leads-campaign = Campaign
desk-leads-any-campaign = Any campaign
desk-leads-segment = Segment
desk-leads-any-segment = Any segment
desk-leads-asked = Asked
desk-leads-any-time = At any time
desk-leads-hot = Hot
desk-leads-warm = Warm
desk-leads-cold = Cold
desk-leads-real-time = In the last 5 minutes
desk-leads-recent = In the last 4 days
desk-leads-aged = Longer ago
desk-stage-suspect = Suspect: no interest shown
desk-stage-lead = New lead
desk-stage-mql = Qualified by marketing
desk-stage-pql = Qualified by use of the product
desk-stage-sql = Working
desk-stage-prospect = Qualified
desk-stage-customer = Won
desk-stage-recycled = Follow up later
desk-stage-disqualified = Disqualified
desk-stage-lost = Lost
desk-leads-found = { $count ->
        [0] Nobody found.
        [one] One lead found.
       *[other] { $count } leads found.
    }
desk-leads-found-more = There are more: add a word.
desk-leads-none = No lead is like that.
desk-leads-none-yet = None of { $looked } leads is like that, and there are more.
desk-leads-none-further = None of { $looked } further leads is like that, and there are more.
desk-leads-count = { $count } leads.
desk-leads-count-further = { $count } further leads.
desk-leads-looked = { $count } of { $looked } leads looked at.
desk-leads-looked-further = { $count } of { $looked } further leads looked at.

# Adding a lead
desk-add = Add a lead
desk-add-added = Added.
desk-add-others = Noted. A colleague has this lead, and reads it there.
desk-add-open = Open the lead
desk-add-next-card = The next card of the same event:
desk-add-how = How you know of them
desk-add-call = They called
desk-add-tip = A tip
desk-add-card = A card from a fair
desk-add-tip-hint = Somebody says that they need what we sell; whether they want it, nobody knows. They get no marketing mail.
desk-add-hint = Fill in what you know: a name, a number or an address is enough.
desk-add-known = We know them already
desk-add-alike = Is it one of these?
desk-add-others-hint = A colleague has somebody with this address or number. What you add is written to that lead.
desk-add-known-hint = Somebody has this address or number. Open that lead; or add what you have, and it is written to it.
desk-add-to-known = Add it to what we know
desk-add-somebody-else = It is somebody else: add them
desk-add-consent = They told me that they agree to mails with tips and news.
desk-add-who = Who takes care of them?
desk-add-me = I do
desk-add-next = Whoever is next in turn
desk-add-nobody = Nobody yet
desk-add-button = Add
desk-add-not-for-you = You may look at leads, and add none.
desk-add-counts-once = What you added counts once.
desk-add-nothing = Nothing was added
desk-add-erased = It was erased meanwhile. Open the page again to add somebody.
desk-add-event = Event
desk-add-name = Name
desk-add-company = Company
desk-add-phone = Phone
desk-add-email = E-mail
desk-add-title = Job title
desk-add-referred-by = Who gave the tip
desk-add-country = Country
desk-add-no-country = Not known
desk-add-want = What they want
desk-add-need = What they need
desk-add-talked = What you talked about

# The manager's page
desk-team = Team
desk-team-for = It is for those who lead the team.
desk-team-stays-so = What was reassigned stays so.
desk-team-done = { $count ->
        [one] One lead has a new owner.
       *[other] { $count } leads have a new owner.
    }
desk-team-mailed = They get a mail.
desk-team-left = There was no time for { $count } more: they are still chosen below, press again.
desk-team-stays = <a>A lead</a> stays: { $why }.
desk-team-failed = it did not work just now: try again
desk-team-gone = it is gone
desk-team-others = somebody else has it by now
desk-team-over = Over time now
desk-team-on-time = Nobody is late.
desk-team-on-time-running = { $count ->
        [one] Nobody is late; one lead waits to be accepted, in time so far.
       *[other] Nobody is late; { $count } leads wait to be accepted, in time so far.
    }
desk-team-longest = The longest overdue first.
desk-team-running = { $count } more to be accepted, in time so far.
desk-team-owner = Owner
desk-team-lead = Lead
desk-team-what = What, and since when
desk-team-more-late = And { $count } more: see who is late below.
desk-team-unowned = { $count ->
        [one] <a>One lead has nobody</a>: give it to somebody.
       *[other] <a>{ $count } leads have nobody</a>: give them to somebody.
    }
desk-team-people = People
desk-team-no-leads = takes no leads
desk-team-no-mail = mail does not reach them
desk-team-open = { $open } open
desk-team-open-of = { $open } open of { $most }
desk-team-or-more = { $open } or more
desk-team-late = { $count } late
desk-team-leads = Leads
desk-team-reassign = Reassign
desk-team-from = Leads of { $name } to others
desk-team-from-none = { $name } has no open leads.
desk-team-most-urgent = The most urgent { $count }; the others come once these are reassigned.
desk-team-to = Who gets them
desk-team-choose = Choose
desk-team-why = Why
desk-team-choose-leads = Choose the leads first.
desk-team-choose-who = Choose who gets them.
desk-team-choose-listed = Choose somebody from the list.
desk-team-unable = { $name } can't take them: { $why }.
desk-team-why-refused = The reason can't be kept: { $why }.
desk-team-write-why = Write why: the new owner reads it in the mail.
desk-team-rows = Rows and sequences
desk-team-sources = Sources and campaigns
desk-team-sources-hint = Bad rows and duplicates by source: what to claim back from a supplier.
desk-team-nurture = Sequences and their mails
desk-team-nurture-hint = Who is in a sequence, who reads, who unsubscribes, who asked for a salesperson.

# Absences
desk-away = I am away
desk-away-saved = Saved.
desk-away-available = You are available and receive leads.
desk-away-returned = <strong>Mail to { $address } came back.</strong> New leads go to others until a mail arrives there again, or whoever runs this system says that it works.
desk-away-you = You are { $absence }.
desk-away-back = I am back
desk-away-here = I am here { $days } after all
desk-away-other-days = Away on other days
desk-away-hint = From the first day to the last, new leads go to others, and so does a lead of yours that asks for a salesperson again.
desk-away-first = First day
desk-away-last = Last day
desk-away-no-button = There is no such button. Please load this page again.
desk-away-choose-first = Choose the first day away.
desk-away-choose-last = Choose the last day away.
desk-away-order = The last day is before the first.
desk-away-over = That day is over: choose today or a day to come.
desk-away-too-far = Choose a day within two years.
desk-away-moved = Say that you are away on the desk
desk-away-moved-hint = This link has expired, and a mail alone no longer says that somebody is away: anybody to whom it was forwarded could. Log in once, and say it there.

# A link whose time is over
desk-fresh-sent = Look into your mail
desk-fresh-sent-hint = If the lead is still yours to see, a fresh link is on its way to your address. It may take a minute; nobody gets more than five of these mails an hour.
desk-fresh-sent-desk = You find all your leads on <a>the desk</a>, too.
desk-fresh-hint = The links of mails about leads work for 30 days. We gladly mail a fresh one to the address that this one was sent to.
desk-fresh-button = Mail me a fresh link
desk-fresh-log-in = Or <a>log in</a>: all your leads are there.
desk-fresh-program = Post to this address, and a fresh link is mailed to the person whose link it was.
desk-fresh-again = Please press the button again in a minute.

# What can't be added
desk-add-known-by = Write a name, a company, a mail address or a number: something to know them by.
desk-add-write-event = Write the event where you got the card.
desk-add-choose-taker = Choose who takes care of them.

# Posts that are kept aside as spam
desk-suspects = Kept aside
desk-suspects-hint =
    These posts of your forms look like spam, or nobody can vouch for who wrote these mails. Nobody was mailed, nothing was scored, and no lead was made or changed. Release what is real: all is done then that its arrival would have done, with the time they came as the time they asked, and the hand-off’s clock from now on. What nobody decides about is deleted after { $days ->
        [one] one day
       *[other] { $days } days
    }.
desk-suspects-empty = Nothing is kept aside. Posts of your forms that look like spam, and mails to you that nobody can vouch for, wait here for somebody to release them.
desk-suspects-share =
    In the last 30 days { $aside ->
        [one] one post was
       *[other] { $aside } posts were
    } kept aside: { $released } released, { $condemned } found to be spam.
desk-suspects-release = Release
desk-suspects-condemn = It is spam
desk-suspects-condemn-all = All on this page are spam
desk-suspects-more = Older ones
desk-suspects-decided = Decided in the last days
desk-suspects-released-by = released by { $name }, { $when }
desk-suspects-condemned-by = spam, says { $name }, { $when }
desk-suspects-done-released =
    { $count ->
        [one] One post is released.
       *[other] { $count } posts are released.
    }
desk-suspects-done-condemned =
    { $count ->
        [one] One post is marked as spam.
       *[other] { $count } posts are marked as spam.
    }
desk-suspects-left =
    { $count ->
        [one] One post was
       *[other] { $count } posts were
    } not done: please press again.
desk-suspects-gone =
    { $count ->
        [one] One post has
       *[other] { $count } posts have
    } been decided about by somebody else, or expired.
desk-suspects-choose = Choose the posts first.
desk-suspects-for = This page is for managers, marketing and administrators.
desk-suspects-points = { $points } points
desk-suspects-link = Posts and mails that are kept aside
desk-suspects-posted = { $form }, { $when }

# Signs of spam
desk-sign-trap = A field was filled in that no person sees
desk-sign-too-fast =
    Sent { $seconds ->
        [one] one second
       *[other] { $seconds } seconds
    } after the form was shown
desk-sign-links =
    { $count ->
        [one] One link
       *[other] { $count } links
    } in the message
desk-sign-markup = HTML or BBCode in a text
desk-sign-link-in-line = A link in the field { $field }
desk-sign-gibberish = Random letters in the field { $field }
desk-sign-repetition = The same over and over
desk-sign-same-text = The same text in { $count } fields
desk-sign-disposable = A throw-away address
desk-sign-role = The address of a desk, not of a person
desk-sign-no-mailbox = SES knows no such mailbox
desk-sign-random-address = SES takes the address for random letters
desk-sign-network = { $count } posts from the same network within the hour
desk-sign-captcha-solved = The captcha was solved
desk-sign-captcha-failed = The captcha was not solved
desk-sign-captcha-reused = The captcha was solved for another post
desk-sign-captcha-missing = The captcha was not checked: the post has none, as without JavaScript
desk-sign-captcha-stale = The captcha was not checked: it had expired, or was checked before
desk-sign-captcha-no-answer = The captcha was not checked: the provider did not answer
desk-sign-captcha-setup = The captcha was not checked: the provider does not take our keys
desk-sign-known = The address is of a lead we know
desk-sign-in-hand = The address is of a lead in sales’ hands
desk-sign-mail-not-checked = SES did not check this mail
desk-sign-mail-unproven = Nothing proves that its sender wrote it
desk-sign-mail-spam = SES takes this mail for spam
desk-sign-mail-virus = SES does not vouch that this mail has no virus

# Lists that are uploaded and imported.
desk-nav-lists = Lists
desk-lists = Lists
desk-lists-hint = Upload a list of leads: CSV of any kind, or a workbook of Excel (.xlsx), of { $most } MB at the most. Nothing is imported before you have seen what would happen. Lists of suppliers, and larger ones, are imported by the command leadwright import.
desk-lists-source = Source
desk-lists-source-hint = What the list is, as in “trade show”: the source of its leads. A list of the same source and the same rows counts once.
desk-lists-file = File
desk-lists-upload = Upload
desk-lists-no-file = Choose a file.
desk-lists-no-source = Say in one line what the source of the leads is. Choose the file once more, too.
desk-lists-wrong-campaign = A campaign is one line of 100 characters at the most.
desk-lists-too-large = The file is larger than { $most } MB. Divide it, or have it imported by the command leadwright import. Nothing was changed.
desk-lists-uploads = Uploaded
desk-lists-uploaded-by = uploaded by { $name }, { $when }
desk-lists-imports = Imports
desk-lists-rows-of = { $when }: { $done } of { $rows } rows
desk-lists-undone = undone
desk-lists-checking = It is being looked at
desk-lists-checking-hint = Nothing is imported yet.
desk-lists-checked = It can be imported
desk-lists-refused = It can't be imported as it is
desk-lists-importing = It is being imported
desk-lists-imported = It is imported
desk-lists-load = Load again
desk-lists-progress = { $done } of { $rows } rows are on their way. It goes on without this page.
desk-lists-done = { $rows } rows, { $when }.
desk-lists-undo = To undo it, whoever runs the system enters:
desk-lists-known = The same list was imported before: imported again, it changes nothing.
desk-lists-changed = Nothing was changed: somebody pressed a button before you. This is how it is now.
desk-lists-found = What was understood
desk-lists-would = { $rows } rows can be imported: { $new } new leads, { $known } known ones; { $repeated } rows are about a lead of an earlier row.
desk-lists-consent = Consent: { $yes } yes, { $no } no, { $other } not understood, which count as no consent. A list never lifts a “no” that a person said.
desk-lists-as-text = { $field }: { $count } cells can't be read as what the field asks for, and are kept as text.
desk-lists-rejected = Rows that are left out: { $count }
desk-lists-rejected-file = Rows that are left out, as CSV: repair them there, and upload that file
desk-lists-rejected-part = It has the first { $count }.
desk-lists-line = Line { $line }:
desk-lists-columns = What each column means
desk-lists-left-out = left out
desk-lists-order = Dates like 01-02-2026
desk-lists-order-found = as all dates of the list show
desk-lists-order-day = the day is first
desk-lists-order-month = the month is first
desk-lists-yes = Words that mean yes in a column of consent, besides yes, true and x, with commas between; DATE for any date
desk-lists-campaign = Campaign of rows that name none
desk-lists-starts = These people are new now: who agreed to mail enters the sequences that start on this source
desk-lists-check = Look again
desk-lists-import = Import { $rows } rows
desk-lists-import-hint = What you changed here is looked at first: you see what would happen, then you import.
desk-lists-all = All lists
desk-exports = Export leads and activities
desk-exports-hint = A file of all leads, or of everything that happened to them. It has personal data of everybody: keep it as such, and delete it when it is used. Here it is deleted after { $days } days. A telephone number is left out where the lead asked not to be called.
desk-exports-of = What
desk-exports-leads = Leads: a row for each lead
desk-exports-activities = Activities: a row for everything that happened
desk-exports-format = Format
desk-exports-csv = CSV, for a spreadsheet
desk-exports-json-lines = JSON lines, for a program
desk-exports-ask = Write the file
desk-exports-files = Files
desk-exports-none = There is no file. One that is asked for is here after a minute or so; a hundred thousand leads take some minutes.
desk-exports-writing = Being written: { $rows } rows so far. It goes on without this page.
desk-exports-written = { $rows } rows, { $size } KB, until { $when }
desk-exports-unreadable = { $count } rows of the table could not be read and are left out: leadwright audit names them.
desk-exports-asked-by = asked for by { $name }, { $when }
desk-exports-for = This page is for administrators.
