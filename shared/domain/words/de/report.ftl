# Die Mails der Berichte.

report-against = gegenüber { $past }
report-change-against = { $change } gegenüber { $past }
report-below-a-number = Unter einer Zahl: ihre Veränderung gegenüber { $past }.
report-in-brackets = In eckigen Klammern: die Veränderung gegenüber { $past }.
report-sure = 95{ "\u00A0" }%: { $interval }
report-no-advice = Nichts: kein Unterschied an diesen Tagen ist größer, als ihn der Zufall macht.
report-too-few = * Zu wenige Fälle für einen Vergleich mit anderen.
report-all-rows = Alle Zeilen
report-attached = { $section }: angehängt als { $file }
report-too-large = { $section }: zu groß für eine Mail; dieser Befehl schreibt es: { $command }
report-what-numbers-are = Was die Zahlen sind
report-nothing-is = es gibt nichts, woraus es zu berechnen wäre. Unbekannte Kosten sind nicht 0.
report-empty-series = Hier wurde an diesen Tagen nichts gezählt. Sobald es etwas gibt, steht hier { $measures }, für jeden Zeitraum: { $by }.
report-empty-rows = Hier wurde an diesen Tagen nichts gezählt. Sobald es etwas gibt, steht hier { $measures }, nach { $by }.
report-not-counted = { $days } { $count ->
        [one] ist
       *[other] sind
    } noch nicht vollständig gezählt, diese Zahlen ändern sich also noch; der nächste Bericht nennt, was sich geändert hat.
report-more-counted-late = { $period }: { $measure } war { $mailed }, als es gemailt wurde, und ist jetzt { $now } ({ $apart } mehr, später gezählt).
report-more-costs = { $period }: { $measure } war { $mailed }, als es gemailt wurde, und ist jetzt { $now } ({ $apart } mehr, seither importiert oder geändert).
report-fewer = { $period }: { $measure } war { $mailed }, als es gemailt wurde, und ist jetzt { $now } ({ $apart } weniger, nach Korrekturen).
report-less-costs = { $period }: { $measure } war { $mailed }, als es gemailt wurde, und ist jetzt { $now } ({ $apart } weniger, nach Korrekturen der Kosten).
report-why = Sie erhalten diesen Bericht { $when }, weil reports.yaml Sie für `{ $name }` nennt. { $operator } ändert das und was er zeigt.
report-whose-days = { $company } zählt nach eigenen Tagen ({ $zone }). Namen und Adressen von Leads stehen nie in einem Bericht.

report-every-day = jeden Tag um { $time }
report-every-monday = jeden Montag um { $time }
report-every-tuesday = jeden Dienstag um { $time }
report-every-wednesday = jeden Mittwoch um { $time }
report-every-thursday = jeden Donnerstag um { $time }
report-every-friday = jeden Freitag um { $time }
report-every-saturday = jeden Samstag um { $time }
report-every-sunday = jeden Sonntag um { $time }
report-every-month = am Ersten jedes Monats um { $time }
report-every-year = am Ersten jedes Jahres um { $time }
