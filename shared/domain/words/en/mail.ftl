# Mails about a lead: the variables of emails/*.md. What a lead wants stands behind its name.
mail-wants-yours = is yours now
mail-wants-product = uses the product
mail-wants-event = came to an event
mail-wants-ready = is ready for you
mail-still-open = Still open: { $wish }
mail-given-routing = Automatic routing
mail-given-left = its owner has left the team
mail-given-sequence = The sequence { $sequence }

# What is due, every working morning
mail-due-overdue = Overdue
mail-due-own = Yours to do today
mail-due-until = You get this every working morning until somebody acts: open a lead and log what was done, or reassign it.
mail-due-no-manager = You get this since team.yaml names no manager who is there. Tell one of the team: this comes every working morning until somebody acts.
mail-due-own-then = Open a lead and log what you did: then choose what is next.
mail-due-subject-own-one = Today: { $lead } ({ $what })
mail-due-subject-own = Today: { $count ->
         [one] 1 lead
       *[other] { $count } leads
    }
mail-due-subject-one = Overdue: { $lead } ({ $what })
mail-due-subject = Overdue: { $count ->
         [one] 1 lead
       *[other] { $count } leads
    }
mail-due-subject-both = Overdue: { $count ->
         [one] 1 lead
       *[other] { $count } leads
    }; yours today: { $own ->
         [one] 1 lead
       *[other] { $own } leads
    }
mail-due-since = due since { $when }
mail-due-nobody = nobody has it
mail-due-more = and { $count } more

# Log-in, and a fresh link
mail-hello = Hello { $name },
mail-log-in-subject = Log in to the desk of { $company }
mail-log-in = Log in
mail-log-in-code = Or type this code where you asked for this mail: **{ $code }**
mail-log-in-once = Each works once, until { $until }. If it was not you who asked, do nothing: without this mail nobody gets in.
mail-fresh-subject = A fresh link to your lead, from { $company }
mail-fresh-here = here is a fresh link to the lead whose old link you opened at { $time }:
mail-fresh-open = Open the lead
mail-fresh-all = All your leads: { $address }

# To whoever runs the system
mail-notice-at = { $day } at { $time }
mail-notice-what-to-do = What to do
mail-brake-subject = Marketing mail has stopped: { $headline }
mail-brake-stopped = All marketing mail of { $company } has stopped by itself, and so has mail to visitors: thank-yous, downloads and confirmations. { $why }.
mail-brake-since = It stopped on { $since }, before Amazon SES stops the account: SES reviews an account at 5% hard bounces or 0.1% spam complaints, and pauses it at 10% or 0.5%. Mail that is due waits: marketing mail until you resume it, mail to visitors for { $longest }, then it is dropped. Hand-offs and all other mail to the team are still sent.
mail-brake-see = See the bounces and complaints: `{ $command }`
mail-brake-find = Find where those addresses came from. Mostly it is one list: a bought one, an old one, or a form that robots fill in. Stop what brings them.
mail-brake-suppress = Put addresses that you know are dead on the suppression list: `{ $command }`
mail-brake-resume = Resume all mail: `{ $command }`
mail-brake-after = After the release the count begins anew. The limits stand in sending.yaml under `brake` and `visitors`.
mail-mailbox-subject = Mail does not reach { $name }
mail-mailbox-came-back = A mail to { $name } ({ $address }) of { $since } came back for good: { $why }. { $first } does not hear of new leads, nor of anything else that we write.
mail-mailbox-then = New leads go to colleagues, as long as one of them can take leads. Leads that { $first } has stay there: who does not accept one in time, is escalated to the manager. Reminders of promised calls go to the manager.
mail-mailbox-tell = Tell { $first } by another way, and reassign what is urgent. Whoever runs the system has got this notice too, and can say when mail works again.
mail-mailbox-check = See whether the mailbox is there, and whether the address in team.yaml is right. A new address counts from the next deployment on.
mail-mailbox-ses = SES may have put the address on its own suppression list: `{ $command }`
mail-mailbox-reassign = Reassign the leads that wait: `{ $command }`
mail-mailbox-works = Say that mail works again: `{ $command }`. It also ends with the first mail that arrives.
