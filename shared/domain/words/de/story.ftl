# Was ein Lead ist und was mit ihm geschah: Phasen, Gründe, Verlauf, was als Nächstes kommt.

story-stage-new = Neu
story-stage-working = In Arbeit
story-stage-qualified = Qualifiziert
story-stage-won = Gewonnen
story-stage-later = Später nachfassen
story-stage-closed = Abgeschlossen

story-temperature-cold = Kalt
story-temperature-warm = Warm
story-temperature-hot = Heiß

story-reason-sla-missed = Nicht rechtzeitig angenommen
story-reason-no-owner = Niemand ist zuständig
story-reason-to-accept = Anzunehmen
story-reason-replied = Hat geantwortet
story-reason-hot = Heiß und frisch
story-reason-overdue = Überfällig
story-reason-came-back = Wieder da
story-reason-due-today = Heute fällig
story-reason-bounced = E-Mail kam zurück
story-reason-untouched = Seit 30 Tagen unberührt
story-reason-incomplete = Unvollständig

story-role-seller = Vertrieb
story-role-partner = Partner
story-role-manager = Leitung
story-role-marketing = Marketing
story-role-admin = Administration

story-question-need = Bedarf
story-question-budget = Budget
story-question-authority = Entscheidungsbefugnis
story-question-timeline = Zeitrahmen

story-unable-takes-none = nimmt keine Leads an
story-unable-today = heute abwesend
story-unable-until = abwesend bis { $day }
story-unable-no-mail = für E-Mails nicht erreichbar seit { $day }
story-unable-left = nicht mehr im Team

story-away-on = am { $day }
story-away-from = vom { $from } bis zum { $until }
story-away-nobody = abwesend { $days }; niemand sonst aus dem Team ist die ganze Zeit da
story-away-one = abwesend { $days }; Leads gehen an { $person }
story-away-many = abwesend { $days }; Leads gehen an { $people } und { $last }

story-calls-again = hat von der eigenen Adresse aus wieder Anrufe erlaubt
story-mail-again = hat von der eigenen Adresse aus wieder E-Mails erlaubt
story-letters-again = hat von der eigenen Adresse aus wieder Briefe erlaubt
story-messages-again = hat von der eigenen Adresse aus wieder Textnachrichten erlaubt
story-next-task-yours = Aufgabe für Sie bis { $when }: { $what }
story-next-task = Aufgabe für { $person } bis { $when }: { $what }
story-step-skipped = Schritt { $step } von { $sequence } übersprungen: { $why }
