# What every page has: its frame, fields, problems, days.

page-nav = Pages
page-optional = (optional)
page-amount = { $label } in { $currency }
page-help = Do you need help? Write to <a>{ $contact }</a>.
page-not-found = There is nothing here
page-not-found-hint = There is no page at this address. Perhaps it was cut off or mistyped.

date-month-1 = January
date-month-2 = February
date-month-3 = March
date-month-4 = April
date-month-5 = May
date-month-6 = June
date-month-7 = July
date-month-8 = August
date-month-9 = September
date-month-10 = October
date-month-11 = November
date-month-12 = December
date-mon-1 = Jan
date-mon-2 = Feb
date-mon-3 = Mar
date-mon-4 = Apr
date-mon-5 = May
date-mon-6 = Jun
date-mon-7 = Jul
date-mon-8 = Aug
date-mon-9 = Sep
date-mon-10 = Oct
date-mon-11 = Nov
date-mon-12 = Dec
date-weekday-1 = Monday
date-weekday-2 = Tuesday
date-weekday-3 = Wednesday
date-weekday-4 = Thursday
date-weekday-5 = Friday
date-weekday-6 = Saturday
date-weekday-7 = Sunday
date-wday-1 = Mon
date-wday-2 = Tue
date-wday-3 = Wed
date-wday-4 = Thu
date-wday-5 = Fri
date-wday-6 = Sat
date-wday-7 = Sun

# Thu 3 Dec; of another year, Thu 3 Dec 2026
date-day = { $wday } { $day } { $mon }
date-day-of-year = { $wday } { $day } { $mon } { $year }
# Friday, 4 December 2026
date-full = { $weekday }, { $day } { $month } { $year }
# 4 December 2026; 4 December; 4 Dec
date-long = { $day } { $month } { $year }
date-long-day = { $day } { $month }
date-short-day = { $day } { $mon }
# December 2026; Dec 2026
date-month-of-year = { $month } { $year }
date-mon-of-year = { $mon } { $year }

time-now = just now
time-seconds-ago = { $count } { $count ->
        [one] second
       *[other] seconds
    } ago
time-minutes-ago = { $count } { $count ->
        [one] minute
       *[other] minutes
    } ago
time-hours-ago = { $count } { $count ->
        [one] hour
       *[other] hours
    } ago
time-days-ago = { $count } { $count ->
        [one] day
       *[other] days
    } ago
time-today = today { $time }
time-tomorrow = tomorrow { $time }
time-yesterday = yesterday { $time }
time-on-day = { $day } { $time }
# Behind a verb: “accepted at 14:05”
time-done-today = at { $time }
time-done-tomorrow = tomorrow at { $time }
time-done-yesterday = yesterday at { $time }
time-done-on-day = on { $day } at { $time }

# Behind “they”, or alone
page-asked-no-calls = asked not to be called
page-asked-no-mail = asked for no mail
page-asked-no-letters = asked for no letters
page-asked-no-messages = asked for no text messages

# What a field of a form says
form-fill-in = Please fill in “{ $label }”.
form-tick = Please tick this box: without it we may not write to you.
form-too-long = “{ $label }” is too long: please use at most { $limit } characters.
form-email = Please enter an e-mail address like maria@example.com.
form-phone = “{ $label }” does not look like a telephone number. Please enter it like +351 912 345 678.
form-phone-with-country = We can’t tell which number “{ $label }” is. Please enter it with its country’s code, like +351 912 345 678.
form-email-or-phone = Please fill in “{ $email }” or “{ $phone }”: one of them is enough.
form-number = Please enter “{ $label }” as a whole number, like 50.
form-country = Please enter “{ $label }” as the name of one country, or its two letters, like PT.
form-choice = Please choose one of the answers to “{ $label }”.
form-choices = Please choose among the answers to “{ $label }”.
form-yes-no = Please answer “{ $label }” with yes or no.
form-date = Please enter “{ $label }” as a date, like 2026-12-10: year, month, day.
form-web-address = Please enter “{ $label }” as an address like https://www.example.com.
form-time-zone = Please choose “{ $label }” from the list of time zones, like Europe/Lisbon.
form-tick-this = Please tick “{ $label }”.
form-at-least = Please enter a number for “{ $label }” that is { $limit } or more.
form-at-most = Please enter a number for “{ $label }” that is { $limit } or less.
form-choose-at-least = Please choose { $limit ->
    [one] one answer
   *[other] { $limit } answers
} or more to “{ $label }”.
form-choose-at-most = Please choose { $limit ->
    [one] one answer
   *[other] { $limit } answers
} at most to “{ $label }”.
form-not-before = Please enter a day for “{ $label }” that is { $day } or later.
form-not-after = Please enter a day for “{ $label }” that is { $day } or earlier.
form-file = We can’t take files here: please leave “{ $label }” empty, and send us the rest.
form-one-value = “{ $label }” takes one value, not several values in one another.
form-number-as-text = The number in “{ $label }” is too long to be read exactly: please send it as a text.
form-address-parts = “{ $label }” is an address in parts: please send { $parts }.
form-unknown = There is no field “{ $name }” in this form.
form-unknown-too-much = There are too many fields that this form does not ask for: 20 at most, with { $most } characters together.
form-unknown-not-kept = The field “{ $name }”, which this form does not ask for, can’t be kept as it is.
form-street = Street and number
form-postal-code = Postal code
form-city = City
form-region = State or region
form-address-country = Country
page-yes = Yes
page-no = No
page-method = That does not work here
page-method-hint = This address does not take { $method }; it takes { $methods }.
page-not-recognised = { $typed } (not recognised)

# What a person agrees to with a consent
page-purpose-mail = Marketing mail
page-purpose-phone = Calls with offers
page-purpose-measuring = Measuring of visits and clicks
form-tick-consent = Please tick this box: the form needs it.
