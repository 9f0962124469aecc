# Was jede Seite hat: Rahmen, Felder, Fehler, Tage.

page-nav = Seiten
page-optional = (freiwillig)
page-amount = { $label } in { $currency }
page-help = Brauchen Sie Hilfe? Schreiben Sie an <a>{ $contact }</a>.
page-not-found = Hier ist nichts
page-not-found-hint = Unter dieser Adresse gibt es keine Seite. Vielleicht ist sie abgeschnitten oder vertippt.

date-month-1 = Januar
date-month-2 = Februar
date-month-3 = März
date-month-4 = April
date-month-5 = Mai
date-month-6 = Juni
date-month-7 = Juli
date-month-8 = August
date-month-9 = September
date-month-10 = Oktober
date-month-11 = November
date-month-12 = Dezember
date-mon-1 = Jan.
date-mon-2 = Feb.
date-mon-3 = März
date-mon-4 = Apr.
date-mon-5 = Mai
date-mon-6 = Juni
date-mon-7 = Juli
date-mon-8 = Aug.
date-mon-9 = Sept.
date-mon-10 = Okt.
date-mon-11 = Nov.
date-mon-12 = Dez.
date-weekday-1 = Montag
date-weekday-2 = Dienstag
date-weekday-3 = Mittwoch
date-weekday-4 = Donnerstag
date-weekday-5 = Freitag
date-weekday-6 = Samstag
date-weekday-7 = Sonntag
date-wday-1 = Mo.
date-wday-2 = Di.
date-wday-3 = Mi.
date-wday-4 = Do.
date-wday-5 = Fr.
date-wday-6 = Sa.
date-wday-7 = So.

date-day = { $wday } { $day }. { $mon }
date-day-of-year = { $wday } { $day }. { $mon } { $year }
date-full = { $weekday }, { $day }. { $month } { $year }
date-long = { $day }. { $month } { $year }
date-long-day = { $day }. { $month }
date-short-day = { $day }. { $mon }
date-month-of-year = { $month } { $year }
date-mon-of-year = { $mon } { $year }

time-now = gerade eben
time-seconds-ago = vor { $count } { $count ->
        [one] Sekunde
       *[other] Sekunden
    }
time-minutes-ago = vor { $count } { $count ->
        [one] Minute
       *[other] Minuten
    }
time-hours-ago = vor { $count } { $count ->
        [one] Stunde
       *[other] Stunden
    }
time-days-ago = vor { $count } { $count ->
        [one] Tag
       *[other] Tagen
    }
time-today = heute { $time }
time-tomorrow = morgen { $time }
time-yesterday = gestern { $time }
time-on-day = { $day } { $time }
time-done-today = um { $time }
time-done-tomorrow = morgen um { $time }
time-done-yesterday = gestern um { $time }
time-done-on-day = am { $day } um { $time }

page-asked-no-calls = wünscht keine Anrufe
page-asked-no-mail = wünscht keine E-Mails
page-asked-no-letters = wünscht keine Briefe
page-asked-no-messages = wünscht keine Textnachrichten

# Was ein Feld eines Formulars sagt
form-fill-in = Bitte füllen Sie „{ $label }“ aus.
form-tick = Bitte kreuzen Sie dies an: ohne das dürfen wir Ihnen nicht schreiben.
form-too-long = „{ $label }“ ist zu lang: bitte höchstens { $limit } Zeichen.
form-email = Bitte geben Sie eine E-Mail-Adresse ein wie maria@example.com.
form-phone = „{ $label }“ sieht nicht wie eine Telefonnummer aus. Bitte geben Sie sie ein wie +351 912 345 678.
form-number = Bitte geben Sie „{ $label }“ als ganze Zahl ein, wie 50.
form-country = Bitte geben Sie „{ $label }“ als Namen eines Landes ein, oder als seine zwei Buchstaben, wie PT.
form-choice = Bitte wählen Sie eine der Antworten auf „{ $label }“.
page-method = Das geht hier nicht
page-method-hint = Diese Adresse nimmt kein { $method }; sie nimmt { $methods }.
page-not-recognised = { $typed } (nicht erkannt)

# Was jemand mit einer Einwilligung erlaubt
page-purpose-mail = Werbemails
page-purpose-phone = Anrufe mit Angeboten
page-purpose-measuring = Messung von Besuchen und Klicks
form-tick-this = Bitte kreuzen Sie dies an: das Formular braucht es.
