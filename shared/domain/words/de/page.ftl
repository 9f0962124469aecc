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
form-phone-with-country = Wir können nicht erkennen, welche Nummer „{ $label }“ ist. Bitte geben Sie sie mit der Landesvorwahl ein, wie +351 912 345 678.
form-email-or-phone = Bitte füllen Sie „{ $email }“ oder „{ $phone }“ aus: Eines von beiden genügt.
form-number = Bitte geben Sie „{ $label }“ als ganze Zahl ein, wie 50.
form-country = Bitte geben Sie „{ $label }“ als Namen eines Landes ein, oder als seine zwei Buchstaben, wie PT.
form-choice = Bitte wählen Sie eine der Antworten auf „{ $label }“.
form-choices = Bitte wählen Sie unter den Antworten auf „{ $label }“.
form-yes-no = Bitte beantworten Sie „{ $label }“ mit Ja oder Nein.
form-date = Bitte geben Sie „{ $label }“ als Datum ein, wie 10.12.2026.
form-web-address = Bitte geben Sie „{ $label }“ als Adresse ein wie https://www.example.com.
form-time-zone = Bitte wählen Sie „{ $label }“ aus der Liste der Zeitzonen, wie Europe/Lisbon.
form-tick-this = Bitte kreuzen Sie „{ $label }“ an.
form-at-least = Bitte geben Sie für „{ $label }“ eine Zahl ein, die mindestens { $limit } ist.
form-at-most = Bitte geben Sie für „{ $label }“ eine Zahl ein, die höchstens { $limit } ist.
form-choose-at-least = Bitte wählen Sie mindestens { $limit ->
    [one] eine Antwort
   *[other] { $limit } Antworten
} auf „{ $label }“.
form-choose-at-most = Bitte wählen Sie höchstens { $limit ->
    [one] eine Antwort
   *[other] { $limit } Antworten
} auf „{ $label }“.
form-not-before = Bitte geben Sie für „{ $label }“ einen Tag ab dem { $day } ein.
form-not-after = Bitte geben Sie für „{ $label }“ einen Tag bis zum { $day } ein.
form-file = Wir können hier keine Dateien annehmen: Bitte lassen Sie „{ $label }“ leer und senden Sie uns das Übrige.
form-one-value = „{ $label }“ nimmt einen Wert, nicht mehrere ineinander.
form-number-as-text = Die Zahl in „{ $label }“ ist zu lang, um genau gelesen zu werden: Bitte senden Sie sie als Text.
form-address-parts = „{ $label }“ ist eine Anschrift in Teilen: Bitte senden Sie { $parts }.
form-unknown = In diesem Formular gibt es kein Feld „{ $name }“.
form-unknown-too-much = Es sind zu viele Felder, nach denen dieses Formular nicht fragt: höchstens 20 mit zusammen { $most } Zeichen.
form-unknown-not-kept = Das Feld „{ $name }“, nach dem dieses Formular nicht fragt, lässt sich nicht unverändert behalten.
form-street = Straße und Hausnummer
form-postal-code = Postleitzahl
form-city = Ort
form-region = Bundesland oder Region
form-address-country = Land
page-yes = Ja
page-no = Nein
page-method = Das geht hier nicht
page-method-hint = Diese Adresse nimmt kein { $method }; sie nimmt { $methods }.
page-not-recognised = { $typed } (nicht erkannt)

# Was jemand mit einer Einwilligung erlaubt
page-purpose-mail = Werbemails
page-purpose-phone = Anrufe mit Angeboten
page-purpose-measuring = Messung von Besuchen und Klicks
form-tick-consent = Bitte kreuzen Sie dies an: das Formular braucht es.
