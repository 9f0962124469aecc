# The mails of reports. Measures, charts and advice are in numbers.ftl.

report-against = against { $past }
report-change-against = { $change } against { $past }
report-below-a-number = Below a number: its change against { $past }.
report-in-brackets = In brackets: the change against { $past }.
report-sure = 95%: { $interval }
report-no-advice = Nothing: no difference in these days is larger than chance makes them.
report-too-few = * Too few cases to be compared with others.
report-all-rows = All rows
report-attached = { $section }: attached as { $file }
report-too-large = { $section }: too large for a mail; this writes it: { $command }
report-what-numbers-are = What the numbers are
report-nothing-is = there is nothing to compute it from. A cost that is not known is not 0.
report-empty-series = Nothing was counted here in these days. As soon as something is, this shows { $measures }, for each { $by }.
report-empty-rows = Nothing was counted here in these days. As soon as something is, this shows { $measures }, by { $by }.
report-not-counted = { $days } { $count ->
        [one] is
       *[other] are
    } not counted in full yet, so these numbers will change; the next report names what changed.
report-more-counted-late = { $period }: { $measure } was { $mailed } when it was mailed and is { $now } now ({ $apart } more, counted late).
report-more-costs = { $period }: { $measure } was { $mailed } when it was mailed and is { $now } now ({ $apart } more, imported or changed since).
report-fewer = { $period }: { $measure } was { $mailed } when it was mailed and is { $now } now ({ $apart } fewer, after corrections).
report-less-costs = { $period }: { $measure } was { $mailed } when it was mailed and is { $now } now ({ $apart } less, after corrections).
report-why = You get this report { $when }, because reports.yaml names you for `{ $name }`. { $operator } changes that, and what it shows.
report-whose-days = { $company } counts by its own days ({ $zone }). Names and addresses of leads are never in a report.

# When a report comes
report-every-day = every day at { $time }
report-every-monday = every Monday at { $time }
report-every-tuesday = every Tuesday at { $time }
report-every-wednesday = every Wednesday at { $time }
report-every-thursday = every Thursday at { $time }
report-every-friday = every Friday at { $time }
report-every-saturday = every Saturday at { $time }
report-every-sunday = every Sunday at { $time }
report-every-month = on the first of every month at { $time }
report-every-year = on the first of every year at { $time }
