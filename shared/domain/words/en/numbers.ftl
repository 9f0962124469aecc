# The dashboard, measures and advice. Reports by mail use these words, too.

# How a language writes numbers: `1,234.5`. What nobody sees at the end of a line stands in quotes.
numbers-thousands-sign = ,
numbers-decimal-sign = .
numbers-percent = { $number }%
numbers-interval = { $low }–{ $high }%
numbers-of = { $of } of { $among }
numbers-of-linked = { $of } of <a>{ $among }</a>
numbers-points = { $number } { $count ->
        [one] point
       *[other] points
    }
numbers-points-between = { $low } to { $high } percentage points
numbers-growth-new = new
numbers-a-month = { $number } a month
numbers-seconds = { $seconds } s
numbers-minutes = { $minutes } min
numbers-hours = { $hours } h
numbers-hours-and-minutes = { $hours } h { $minutes } min
numbers-days-and-hours = { $days ->
        [one] { $days } day { $hours } h
       *[other] { $days } days { $hours } h
    }
numbers-count-of-days = { $count ->
        [one] { $days } day
       *[other] { $days } days
    }
numbers-too-early = too early
numbers-and = { $one } and { $more }
numbers-and-more = { $list }, and { $more } more
numbers-list-and-more = { $list } and { $count } more

# Periods and days
numbers-days-of-month = { $first }–{ $last }
numbers-days = { $first } – { $last }
numbers-week = week { $week } of { $year }
numbers-week-with-days = Week { $week }, { $days }
numbers-week-from = W{ $week }, { $day }
numbers-more-days = { $count } more days
numbers-before = before
numbers-year-before = a year before

# What a measure is counted in
numbers-unit-leads = leads
numbers-unit-forms = forms
numbers-unit-people = people
numbers-unit-mails = mails
numbers-unit-times = times
numbers-unit-deals = deals
numbers-unit-ways = leads in a sequence
numbers-unit-percent = share
numbers-unit-duration = time
numbers-unit-money = amount
numbers-unit-ratio = ratio
numbers-unit-leads-heading = Leads

# Rows that are no value
numbers-none = (none)
numbers-personal = (personal)
numbers-others = All { $count } others
numbers-total = Total
numbers-counted = Counted

# What charts say by themselves
numbers-chart-table = { $title }: table
numbers-chart-in-a-table = The numbers in a table
numbers-chart-interval = 95{ "\u202F" }% sure to lie within
numbers-chart-between = { $low } to { $high }
numbers-chart-stage = Stage
numbers-chart-of-stage-before = Of the stage before
numbers-chart-of-first-stage = Of the first stage
numbers-chart-go-on = ↓ { $share } go on
numbers-chart-one-time = { $name }: { $number } in { $time }.
numbers-chart-times = { $name }: { $first } in { $firsttime }, { $number } in { $time }.
numbers-chart-percent = { $number }{ "\u202F" }%
numbers-chart-thousands = { $number }{ "\u202F" }k
numbers-chart-millions = { $number }{ "\u202F" }M
numbers-chart-billions = { $number }{ "\u202F" }bn
numbers-chart-trillions = { $number }{ "\u202F" }tn
numbers-chart-days = { $number }{ "\u202F" }d
numbers-chart-hours = { $number }{ "\u202F" }h
numbers-chart-minutes = { $number }{ "\u202F" }min
numbers-chart-seconds = { $number }{ "\u202F" }s

# Pages, and the head of each
numbers-page-overview = Overview
numbers-page-funnel = Funnel
numbers-page-sources = Sources and campaigns
numbers-page-sales = Sales
numbers-page-nurture = Nurture
numbers-page-attribution = Attribution
numbers-page-leads = Leads
numbers-worklist = Worklist
numbers-not-for-you = These pages are not for you
numbers-not-for-you-hint = The numbers of the company are for its managers and for marketing.
numbers-this-month = This month
numbers-last-month = Last month
numbers-last-7-days = 7 days
numbers-last-30-days = 30 days
numbers-last-90-days = 90 days
numbers-this-quarter = This quarter
numbers-this-year = This year
numbers-days-before = The days before
numbers-days-after = The days after
numbers-choose-days = Days
numbers-compared-with = compared with { $days }
numbers-compare-with = Compare with
numbers-compare-with-nothing = Nothing
numbers-shown-by = By
numbers-other-days = Other days
numbers-from = From
numbers-to = To
numbers-show = Show
numbers-a-period = Day, week, month or year
numbers-a-period-like = 2026-W47 or 2026-11

# An address that asks for what there is not
numbers-no-such-numbers = There are no such numbers
numbers-bad-address = The address asks for what there is not: { $why }.
numbers-bad-order = the first day, { $first }, is after the last day, { $last }: write the earlier one first
numbers-bad-future = { $day } is in the future: today is { $today }, which is the last day that can be asked for
numbers-bad-day = { $name }={ $value } is no day: write it like 2026-11-23
numbers-bad-period = { $value } is no period: write a day like 2026-11-23, a week like 2026-W47, a month like 2026-11 or a year like 2026, or { $names }
numbers-bad-period-and-days = write either period, or from and to
numbers-bad-without-from = from is missing: write the first day, as in from=2026-11-01
numbers-bad-page = page is a number from 1 on, as in page=2
numbers-bad-sort = sort: { $why }
numbers-bad-parameter = this page has no parameter { $name }: write { $names }
numbers-bad-twice = { $name } stands there twice: write it once
numbers-bad-value = { $name }={ $value } is not known on the page { $page }: write { $names }
numbers-bad-measure = measure: { $why }
numbers-bad-without-measure = measure is missing: write the number whose leads you want, as in measure=new_leads
numbers-bad-without-by = value needs by, as in by=source&value=search
numbers-bad-without-value = value is missing: write which { $name }, as in by={ $name }&value=…
numbers-bad-long-value = value is longer than { $most } bytes: no lead has such a one
numbers-bad-older = older={ $value } is no place in the list: leave it out to begin with the newest

# What has to be known to read the numbers
numbers-not-in-these = Not in these numbers, since days are counted four times a day: { $days }.
numbers-not-counted-in-full = Not counted in full yet, since days are counted four times a day: { $days }.
numbers-added-since = Something was added to these days since they were counted, and the next count takes it in: { $days }.
numbers-by-earlier-definitions = Days of { $days } were counted by earlier definitions: the command leadwright recount counts them by those of today.
numbers-by-earlier-rules = { $count } activities were recorded by earlier rules: the command leadwright recount counts them by those of today.
numbers-costs-apart = { $amount } of costs are in no number: campaigns.yaml has no rate for { $currency } on { $day }.
numbers-costs-twice = Both imported costs and costs of campaigns.yaml are known for some days of { $campaigns }: the imported ones count.
numbers-costs-unknown = No cost is known on these days of { $campaigns }: it is empty, not 0.
numbers-deals-apart = Deals were won for { $amounts } as well, which is in no number: add to `rates` in campaigns.yaml what that was worth in { $currency } on those days, and run leadwright recount --again.
numbers-not-compared = Not compared: these days are too many single ones to be read with those before. Whole months, quarters and years are compared.

# While there are no numbers
numbers-no-numbers-yet = No numbers of these days yet
numbers-come-by-themselves = The numbers come by themselves: what happens to leads is counted four times a day, by day. Post a form, let a program post to <code>/activities</code>, or bring in the leads you have with <code>leadwright import FILE</code>; or look at other days above.
numbers-overview-will-stand = Here will stand new leads by source over time, the funnel, the growth of qualified leads, how fast sales answers, and what all of it costs and brings.
numbers-funnel-will-stand = Here will stand how many leads reached each stage of the funnel, the conversion rate between any two stages with its counts, how long leads stay in a stage, and what share of the leads that arrived together came how far.
numbers-sources-will-stand = Here will stand what each source, campaign, form, landing page and country brought: leads, bad ones, qualified and won ones, the amount, and, where costs are known, what a lead and a customer cost and what comes back.
numbers-sales-will-stand = Here will stand how long people wait until somebody speaks with them, by salesperson and team, in real and in working time; which leads were accepted in time; and how many requests of each week are not answered yet.
numbers-nurture-will-stand = Here will stand, for every sequence, step and mail: who began, what was sent and delivered, how many people opened and clicked, who replied, unsubscribed or reached the goal, and which variant works better, if it can be told.
numbers-attribution-will-stand = Here will stand which sources and campaigns brought the amounts that were won, by six models side by side: first touch, last touch, last non-direct touch, linear, position (40/20/40) and time decay.

# Tables and charts
numbers-meaning = What these numbers mean
numbers-meaning-of-cells = A number leads to the leads that it counts. Behind a share stand its two counts, and the interval in which the true share lies with a probability of 95 %.
numbers-meaning-of-changes = The last line is the change against the days that it is compared with; of a share in percentage points.
numbers-meaning-of-pale-rows = Pale rows rest on fewer than 20 cases: they stand at the end, unranked.
numbers-meaning-of-total = The rows add up to the total.
numbers-rows-before = The rows before
numbers-rows-after = The next rows
numbers-rows-shown = Rows { $first } to { $last } of { $all }
numbers-rows-in-all = There are { $all } rows
numbers-nothing-in = Nothing of this in { $days }.
numbers-nothing-so-far = Nothing of this so far.
numbers-measure-by = { $measure } by { $by }
numbers-measure-by-in = { $measure } by { $by }, in { $currency }
numbers-in-one-look = In one look
numbers-speed-to-lead = Speed to lead
numbers-money-in = Money, in { $currency }
numbers-new-leads-by-source = New leads by source
numbers-qualified-by-month = Leads first qualified, by month
numbers-lead-velocity = Lead velocity rate: { $rate }
numbers-against-month-before = { $now } against { $before } in the month before.
numbers-against-same-days = { $now } against { $before } in the same days of the month before.
numbers-trend = The trend over { $count } whole months: { $trend }.
numbers-stage-lead = Lead
numbers-stage-qualified = MQL or PQL
numbers-stage-sql = SQL
numbers-stage-prospect = Prospect
numbers-stage-customer = Customer
numbers-funnel = Funnel
numbers-funnel-is = Leads that reached a stage, or went past it, for the first time. { $days }. A later stage may count leads that arrived earlier.
numbers-no-lead-moved = No lead moved in { $days }.
numbers-no-lead-moved-here = No lead moved in these days.
numbers-time-in-a-stage = Time in a stage
numbers-matrix = Conversion between any two stages
numbers-matrix-from = From
numbers-matrix-to = to { $stage }
numbers-matrix-is = Leads that first reached the stage in these days, of those that first reached the earlier one in these days, with the 95 % interval. Cohorts below follow the same leads.
numbers-cohorts = Cohorts by arrival
numbers-cohorts-choose = Cohorts
numbers-cohorts-by-month = By month
numbers-cohorts-by-week = By week
numbers-cohorts-are = Of the leads that arrived in a period, how many came that far within so many days. A dash stands where the days are not over for all of them: it is too early to say.
numbers-cohorts-qualified = Leads qualified after arrival
numbers-cohorts-qualified-is = Share of the leads of each { $length ->
        [week] week
       *[month] month
    } of arrival that were qualified. { $days }.
numbers-cohorts-sql = Leads SQL after arrival
numbers-cohorts-sql-is = Share of the leads of each { $length ->
        [week] week
       *[month] month
    } of arrival that were SQL. { $days }.
numbers-cohorts-won = Leads won after arrival
numbers-cohorts-won-is = Share of the leads of each { $length ->
        [week] week
       *[month] month
    } of arrival that were won. { $days }.
numbers-within-7-days = within 7 days
numbers-within-30-days = within 30 days
numbers-within-90-days = within 90 days
numbers-no-lead-arrived = No lead arrived in this time.
numbers-arrived-in = Arrived in
numbers-conversion-by = Conversion by { $by }
numbers-sources = { $by }, amounts in { $currency }
numbers-no-lead-came = No lead came in these days.
numbers-people = By { $by }, amounts in { $currency }
numbers-people-empty = Nobody got a lead in these days.
numbers-requests-by-week = Requests by week, and how many were answered since ({ $days })
numbers-requests-empty = Nobody asked for a salesperson in this time.
numbers-sequences = Sequences
numbers-sequences-empty = No lead was in a sequence in these days.
numbers-steps = Steps
numbers-steps-empty = No step of a sequence sent a mail in these days.
numbers-each-mail = Mails, each variant and language by itself
numbers-each-mail-empty = No mail was sent in these days.
numbers-refusals = Why mails were not sent, or had to wait
numbers-refusals-empty = Every mail went at once.
numbers-variants = Variants
numbers-variants-empty = No step of a sequence gives its variants by chance: give one a variant with share, and here will stand which works better.
numbers-variants-are = Compared are shares of people who clicked. A difference counts if the 95 % interval of the difference of two shares (Newcombe) does not hold 0, corrected for the number of pairs; before the planned number of sends only a level of 0.1 % decides.
numbers-attribution-amounts = Won amounts by { $by }, in { $currency }
numbers-attribution-empty = No deal with an amount was won in these days.
numbers-attribution-is = Each model shares every won amount among all touches that brought the lead, to the cent: each column adds up to what was won.

# The leads behind a number
numbers-overview-of-numbers = Overview of numbers
numbers-since = since { $day }
numbers-part-of-share = Listed is the part of the share.
numbers-leads-not-counted = Days are counted four times a day: what happened since the last count is in the list, not yet in the number.
numbers-none-among-newest = None among the newest of these days: look further back.
numbers-there-is-none = There is none.
numbers-there-is-none-more = There is none more.
numbers-newest = The newest
numbers-older = Older ones
numbers-lead-is-gone = A lead that is not there any more
numbers-so-many-times = { $count } times
numbers-lead-is-suspect = suspect
numbers-lead-is-lead = lead
numbers-lead-is-mql = mql
numbers-lead-is-pql = pql
numbers-lead-is-sql = sql
numbers-lead-is-prospect = prospect
numbers-lead-is-customer = customer
numbers-lead-is-recycled = recycled
numbers-lead-is-disqualified = disqualified
numbers-lead-is-lost = lost

# What the numbers advise. A part of a number is written `12 (5%)`.
numbers-what-to-do = What to do
numbers-leak-to-mql = Fewer leads become MQLs within { $within } days after arrival: of { $among } that arrived in { $month } { $part }, of { $amongbefore } in { $monthbefore } { $partbefore }. That is { $points } less (95% sure), about { $lost } MQLs lost.
numbers-leak-to-sql = Fewer MQLs become SQLs within { $within } days after arrival: of { $among } that arrived in { $month } { $part }, of { $amongbefore } in { $monthbefore } { $partbefore }. That is { $points } less (95% sure), about { $lost } SQLs lost.
numbers-leak-to-prospect = Fewer SQLs become prospects within { $within } days after arrival: of { $among } that arrived in { $month } { $part }, of { $amongbefore } in { $monthbefore } { $partbefore }. That is { $points } less (95% sure), about { $lost } prospects lost.
numbers-leak-to-customer = Fewer prospects become customers within { $within } days after arrival: of { $among } that arrived in { $month } { $part }, of { $amongbefore } in { $monthbefore } { $partbefore }. That is { $points } less (95% sure), about { $lost } customers lost.
numbers-leak-of-source = Leads of source { $source } are won less often: of { $among } decided in { $days } { $part }, of { $amongothers } of the other sources { $others }. That is { $points } less (95% sure), about { $lost } customers lost.
numbers-campaign-stop = Stop or change campaign { $campaign }: in { $days } it cost { $cost } and brought { $brought }; the other campaigns cost { $costothers } and brought { $broughtothers }.
numbers-campaign-feed = Feed campaign { $campaign }: in { $days } it cost { $cost } and brought { $brought }; the other campaigns cost { $costothers } and brought { $broughtothers }.
numbers-sqls = { $number } SQLs
numbers-each = { $amount } each
numbers-times-at-most = For the same money it brings at most { $high } times as many (95% sure).
numbers-times-more-than = For the same money it brings more than { $low } times as many (95% sure).
numbers-times-between = For the same money it brings { $low } to { $high } times as many (95% sure).
numbers-loss-by-complaints = Step { $name } loses people: of { $among } mails sent in { $days } { $part } were reported as spam, elsewhere { $others } of { $amongothers }. That is { $points } more (95% sure).
numbers-loss-by-bounces = Step { $name } loses people: of { $among } mails sent in { $days } { $part } came back for good, elsewhere { $others } of { $amongothers }. That is { $points } more (95% sure).
numbers-loss-by-refusals = Step { $name } loses people: of { $among } mails due in { $days } { $part } were refused, elsewhere { $others } of { $amongothers }. That is { $points } more (95% sure).
numbers-loss-by-unsubscribing = Sequence { $name } loses people: of { $among } leads that left it in { $days } { $part } unsubscribed, elsewhere { $others } of { $amongothers }. That is { $points } more (95% sure).
numbers-slowest-source = Leads of source { $source } wait longest for an answer: { $median } at the median of { $answered } answered in { $days }, { $medianothers } at the median of { $answeredothers } of the other sources. { $longer } of them waited longer than that ({ $share }; beyond chance, 95% sure).
numbers-test-better = Mails of { $sequence }/{ $step }: { $best } is better. { $clicked } people clicked in it, in { $next } { $others }: { $points } more.
numbers-test-no-difference = Mails of { $sequence }/{ $step }: no difference. People who clicked: { $clicked }. A difference of a third would have shown by now.
numbers-test-too-early = Mails of { $sequence }/{ $step }: too early to tell. People who clicked: { $clicked }. Each needs about { $needed } more sends.
numbers-test-of-days = In { $days }.

# What rows are: the heading of their column, and what a row is.
numbers-by-all = All
numbers-by-all-definition = The whole company.
numbers-by-source = Source
numbers-by-source-definition = Where the lead came from first.
numbers-by-campaign = Campaign
numbers-by-campaign-definition = The campaign that first brought the lead (utm_campaign).
numbers-by-form = Form
numbers-by-form-definition = The form that first brought the lead; a submission counts for the form that was sent.
numbers-by-page = Page
numbers-by-page-definition = The path of the page that the form stood on, or that was looked at.
numbers-by-landing = Landing page
numbers-by-landing-definition = The path of the page on which the form stood that first brought the lead.
numbers-by-country = Country
numbers-by-country-definition = The lead's country, as it is known now.
numbers-by-owner = Owner
numbers-by-owner-definition = The salesperson who had the lead at that moment.
numbers-by-team = Team
numbers-by-team-definition = The owner's team at that moment: the first of team.yaml that the owner is in.
numbers-by-mail = Mail
numbers-by-mail-definition = The mail that was sent, opened, clicked or came back; variants and languages are mails of their own.
numbers-by-step = Step
numbers-by-step-definition = The step of a sequence that the mail was sent by.
numbers-by-sequence = Sequence
numbers-by-sequence-definition = The sequence that the lead was in.
numbers-by-refusal = Reason
numbers-by-refusal-definition = Why a mail was not sent, or had to wait.
numbers-by-cohort-week = Week of arrival
numbers-by-cohort-week-definition = The ISO week in which the lead arrived.
numbers-by-cohort-month = Month of arrival
numbers-by-cohort-month-definition = The month in which the lead arrived.
numbers-by-asked-week = Week of request
numbers-by-asked-week-definition = The ISO week in which the lead asked for a salesperson.
numbers-by-asked-month = Month of request
numbers-by-asked-month-definition = The month in which the lead asked for a salesperson.
numbers-by-day = Day
numbers-by-day-definition = The company's day on which it happened.
numbers-by-week = Week
numbers-by-week-definition = The ISO week in which it happened.
numbers-by-month = Month
numbers-by-month-definition = The month in which it happened.
numbers-by-year = Year
numbers-by-year-definition = The year in which it happened.

# Measures: the heading of a column, and what it counts.
numbers-new-leads = New leads
numbers-new-leads-definition = Leads whose first activity was recorded.
numbers-forms = Submissions
numbers-forms-definition = Forms that were sent; the same content within ten minutes is one.
numbers-form-people = First submissions
numbers-form-people-definition = Persons who sent a form for the first time: of each form, each person once for ever.
numbers-duplicate-share = Repeated
numbers-duplicate-share-definition = Posts of a form that repeated one of the last ten minutes.
numbers-with-email = With e-mail
numbers-with-email-definition = New leads that came with an e-mail address.
numbers-with-phone = With phone
numbers-with-phone-definition = New leads that came with a telephone number.
numbers-with-company = With company
numbers-with-company-definition = New leads that came with a company.
numbers-bad = Bad leads
numbers-bad-definition = Leads marked as invalid or unusable.
numbers-bad-share = Bad share
numbers-bad-share-definition = Leads marked as bad in the period, of the new leads of the period.
numbers-to-mql = New MQLs
numbers-to-mql-definition = Moves into the stage MQL; a lead that comes back counts again.
numbers-to-pql = New PQLs
numbers-to-pql-definition = Moves into the stage PQL.
numbers-to-sql = New SQLs
numbers-to-sql-definition = Moves into the stage SQL.
numbers-to-prospect = New prospects
numbers-to-prospect-definition = Moves into the stage prospect.
numbers-to-customer = New customers
numbers-to-customer-definition = Moves into the stage customer.
numbers-to-recycled = Recycled
numbers-to-recycled-definition = Leads set aside for later.
numbers-to-disqualified = Disqualified
numbers-to-disqualified-definition = Leads set aside for good: there is nothing to sell to them.
numbers-to-lost = Lost
numbers-to-lost-definition = Leads that bought elsewhere, or nothing.
numbers-qualified = First qualified
numbers-qualified-definition = Leads that became MQL or PQL, or went past it, for the first time. The lead velocity rate is the growth of this number.
numbers-reached-sql = First SQL
numbers-reached-sql-definition = Leads that became SQL, or went past it, for the first time.
numbers-reached-prospect = First prospect
numbers-reached-prospect-definition = Leads that became prospect, or went past it, for the first time.
numbers-won = Won
numbers-won-definition = Leads that became customer for the first time.
numbers-lead-to-mql = Qualified
numbers-lead-to-mql-definition = Leads first qualified by marketing or product, of new leads. By month of arrival both are the same leads.
numbers-lead-to-sql = To SQL
numbers-lead-to-sql-definition = Leads that first became SQL, of new leads.
numbers-mql-to-sql = MQL to SQL
numbers-mql-to-sql-definition = Leads that first became SQL, of leads first qualified.
numbers-sql-to-prospect = SQL to prospect
numbers-sql-to-prospect-definition = Leads that first became prospect, of first SQLs.
numbers-prospect-to-won = Prospect to won
numbers-prospect-to-won-definition = Leads first won, of first prospects.
numbers-conversion = Conversion
numbers-conversion-definition = Leads first won, of new leads.
numbers-sql-7d = SQL in 7 days
numbers-sql-7d-definition = Leads that became SQL within 7 days after arrival, of new leads.
numbers-sql-30d = SQL in 30 days
numbers-sql-30d-definition = Leads that became SQL within 30 days after arrival, of new leads.
numbers-sql-90d = SQL in 90 days
numbers-sql-90d-definition = Leads that became SQL within 90 days after arrival, of new leads.
numbers-mql-7d = Qualified in 7 days
numbers-mql-7d-definition = Leads qualified within 7 days after arrival, of new leads.
numbers-mql-30d = Qualified in 30 days
numbers-mql-30d-definition = Leads qualified within 30 days after arrival, of new leads.
numbers-mql-90d = Qualified in 90 days
numbers-mql-90d-definition = Leads qualified within 90 days after arrival, of new leads.
numbers-won-7d = Won in 7 days
numbers-won-7d-definition = Leads won within 7 days after arrival, of new leads.
numbers-won-30d = Won in 30 days
numbers-won-30d-definition = Leads won within 30 days after arrival, of new leads.
numbers-won-90d = Won in 90 days
numbers-won-90d-definition = Leads won within 90 days after arrival, of new leads.
numbers-lead-median = Time as lead
numbers-lead-median-definition = Median time that leads were in the stage lead when they left it.
numbers-mql-median = Time as MQL
numbers-mql-median-definition = Median time in the stage MQL.
numbers-sql-median = Time as SQL
numbers-sql-median-definition = Median time in the stage SQL.
numbers-sql-p90 = Time as SQL, 90 %
numbers-sql-p90-definition = Nine of ten leads left the stage SQL within this time.
numbers-prospect-median = Time as prospect
numbers-prospect-median-definition = Median time in the stage prospect.
numbers-prospect-p90 = Time as prospect, 90 %
numbers-prospect-p90-definition = Nine of ten leads left the stage prospect within this time.
numbers-hand-offs = Hand-offs
numbers-hand-offs-definition = Leads given to sales.
numbers-assigned = Assigned
numbers-assigned-definition = Leads that got an owner.
numbers-accepted = Accepted
numbers-accepted-definition = Leads that a salesperson accepted.
numbers-accept-missed = Missed SLA
numbers-accept-missed-definition = Leads that their owner did not accept in time (accept_within in routing.yaml).
numbers-sla-kept = SLA kept
numbers-sla-kept-definition = Leads accepted in time, of those accepted in time or missed.
numbers-untouched-7d = Untouched 7 days
numbers-untouched-7d-definition = Leads in sales' hands with whom nobody had spoken for 7 days, since they came to their stage or were spoken with last; counted on the day on which the 7 days were over.
numbers-untouched-30d = Untouched 30 days
numbers-untouched-30d-definition = Leads in sales' hands with whom nobody had spoken for 30 days, since they came to their stage or were spoken with last; counted on the day on which the 30 days were over.
numbers-follow-up-missed = Missed follow-ups
numbers-follow-up-missed-definition = Next steps of leads that were not done in time.
numbers-requests = Requests
numbers-requests-definition = Leads that began to wait for a salesperson.
numbers-contacted = Contacted
numbers-contacted-definition = Leads that a salesperson spoke with for the first time since they asked: a call that reached them, a meeting, a reply.
numbers-contacted-in-5m = Contacted in 5 min
numbers-contacted-in-5m-definition = Leads contacted within five minutes, by the clock.
numbers-in-5m = Within 5 min
numbers-in-5m-definition = Leads contacted within five minutes, of those contacted in the period.
numbers-fresh = Within a day
numbers-fresh-definition = Leads contacted within a day, of those contacted in the period.
numbers-unanswered = Not answered
numbers-unanswered-definition = Requests without an answer so far. By week or month of request both are the same leads.
numbers-speed-median = Speed to lead
numbers-speed-median-definition = Median time from asking to the first human answer, by the clock.
numbers-speed-p90 = Speed, 90 %
numbers-speed-p90-definition = Nine of ten leads were answered within this time, by the clock.
numbers-speed-working-median = Speed in working time
numbers-speed-working-median-definition = Median time from asking to the first human answer, in the owner's working hours.
numbers-speed-working-p90 = In working time, 90 %
numbers-speed-working-p90-definition = Nine of ten leads were answered within this part of the owner's working hours.
numbers-deals = Deals
numbers-deals-definition = Deals won.
numbers-won-amount = Won amount
numbers-won-amount-definition = The sum of the deals won, where the amount is known.
numbers-average-deal = Average deal
numbers-average-deal-definition = Won amount for each deal whose amount is known.
numbers-to-win-median = Time to win
numbers-to-win-median-definition = Median time from a lead's arrival to its first deal.
numbers-cost = Cost
numbers-cost-definition = What the campaigns of campaigns.yaml and the imported costs come to. Empty where no cost is known.
numbers-cpl = CPL
numbers-cpl-definition = Cost for each new lead.
numbers-cost-per-mql = Cost per MQL
numbers-cost-per-mql-definition = Cost for each lead first qualified.
numbers-cost-per-sql = Cost per SQL
numbers-cost-per-sql-definition = Cost for each lead that first became SQL.
numbers-cost-per-customer = Cost per customer
numbers-cost-per-customer-definition = Cost for each lead first won.
numbers-return = Return on spend
numbers-return-definition = Won amount for each unit of cost: 3.00 means three times the cost.
numbers-first-touch = First touch
numbers-first-touch-definition = Won amount, all of it given to what first brought the lead.
numbers-last-touch = Last touch
numbers-last-touch-definition = Won amount, all of it given to what brought the lead last before the deal.
numbers-last-non-direct = Last non-direct
numbers-last-non-direct-definition = Won amount, all of it given to the last touch with a campaign, or with a source other than form, product and direct; if there is none, to the last touch.
numbers-linear = Linear
numbers-linear-definition = Won amount, shared equally by all touches.
numbers-position = Position 40/20/40
numbers-position-definition = Won amount: 40 % to the first touch, 40 % to the last, 20 % to those between; of two touches, half to each.
numbers-time-decay = Time decay
numbers-time-decay-definition = Won amount: a touch gets half as much as one that is 7 days later.
numbers-mails = Mails
numbers-mails-definition = Mails sent, to leads and to the team.
numbers-sent = Sent
numbers-sent-definition = Mails sent.
numbers-marketing-mails = Marketing mails
numbers-marketing-mails-definition = Mails of sequences sent.
numbers-delivered = Delivered
numbers-delivered-definition = Mails sent that did not come back: without bounces and rejections.
numbers-mails-dropped = Dropped mails
numbers-mails-dropped-definition = Mails that were not sent and will not be: no consent, suppressed, the lead has moved on.
numbers-mails-held = Held mails
numbers-mails-held-definition = Times that a mail had to wait: quiet hours, limits, the brake.
numbers-opened = Opened
numbers-opened-definition = Mails opened by a person, once each; bots excluded. Some mail programs hide openings.
numbers-open-rate = Open rate
numbers-open-rate-definition = Persons who opened, of mails sent; bots excluded.
numbers-openers = People who opened
numbers-openers-definition = Persons who opened the mail, once for each mail; bots excluded. Some mail programs hide openings.
numbers-clicks = Clicks
numbers-clicks-definition = Links followed by a person, each link of a mail once; bots excluded.
numbers-clickers = People who clicked
numbers-clickers-definition = Persons who followed a link of the mail, once for each mail.
numbers-click-rate = Click rate
numbers-click-rate-definition = Persons who clicked, of mails sent.
numbers-machine-opens = Bot opens
numbers-machine-opens-definition = Openings by mail programs and scanners. They count for nothing else.
numbers-machine-clicks = Bot clicks
numbers-machine-clicks-definition = Links followed by scanners. They count for nothing else.
numbers-bounces = Hard bounces
numbers-bounces-definition = Mails that came back for good.
numbers-soft-bounces = Soft bounces
numbers-soft-bounces-definition = Mails that came back for now: a full mailbox, a server that does not answer.
numbers-complaints = Spam complaints
numbers-complaints-definition = Mails that their reader reported as spam.
numbers-bounce-rate = Bounce rate
numbers-bounce-rate-definition = Hard bounces, of mails sent.
numbers-complaint-rate = Complaint rate
numbers-complaint-rate-definition = Spam complaints, of mails sent.
numbers-unsubscribed = Unsubscribed
numbers-unsubscribed-definition = Persons who want no more marketing mail.
numbers-unsubscribe-rate = Unsubscribe rate
numbers-unsubscribe-rate-definition = Persons who want no more marketing mail, of mails sent. Links of older mails do not say which mail it was.
numbers-replies = Replies
numbers-replies-definition = Answers of leads. By mail and step: to the newest mail of a sequence that the lead got in the 30 days before.
numbers-planned = Planned
numbers-planned-definition = Mails of sequences that were planned. Some are never sent: refused, or the lead has left the sequence before.
numbers-begun = Started
numbers-begun-definition = Leads that entered the sequence.
numbers-goal-reached = Goal reached
numbers-goal-reached-definition = Leads that reached the sequence's goal. By step and mail: the mail of the sequence that came last before.
numbers-goal-rate = Goal rate
numbers-goal-rate-definition = Leads that reached the goal, of those that entered in the period.
numbers-ended = Ended
numbers-ended-definition = Leads whose way through the sequence is over, for whatever reason.
numbers-replied-in = Ended by a reply
numbers-replied-in-definition = Leads that left the sequence by answering.
numbers-unsubscribed-in = Ended by unsubscribing
numbers-unsubscribed-in-definition = Leads that unsubscribed while in the sequence.
numbers-bounced-in = Ended by a bounce
numbers-bounced-in-definition = Leads that left the sequence by a hard bounce.
numbers-complained-in = Ended by a complaint
numbers-complained-in-definition = Leads that left the sequence by a spam complaint.
