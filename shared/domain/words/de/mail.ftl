mail-wants-yours = gehört jetzt Ihnen
mail-wants-product = benutzt das Produkt
mail-wants-event = war auf einer Veranstaltung
mail-wants-ready = ist bereit für Sie
mail-still-open = Noch offen: { $wish }
mail-given-routing = Die automatische Zuteilung
mail-given-left = die zuständige Person hat das Team verlassen
mail-given-sequence = Die Sequenz { $sequence }

mail-due-overdue = Überfällig
mail-due-own = Heute von Ihnen zu erledigen
mail-due-until = Sie erhalten diese E-Mail an jedem Arbeitsmorgen, bis jemand handelt: öffnen Sie einen Lead und tragen Sie ein, was getan wurde, oder übergeben Sie ihn.
mail-due-no-manager = Sie erhalten diese E-Mail, weil team.yaml keine anwesende Leitung nennt. Sagen Sie jemandem im Team Bescheid: sie kommt an jedem Arbeitsmorgen, bis jemand handelt.
mail-due-own-then = Öffnen Sie einen Lead und tragen Sie ein, was Sie getan haben: wählen Sie dann, was als Nächstes kommt.
mail-due-subject-own-one = Heute: { $lead } ({ $what })
mail-due-subject-own = Heute: { $count ->
         [one] 1 Lead
       *[other] { $count } Leads
    }
mail-due-subject-one = Überfällig: { $lead } ({ $what })
mail-due-subject = Überfällig: { $count ->
         [one] 1 Lead
       *[other] { $count } Leads
    }
mail-due-subject-both = Überfällig: { $count ->
         [one] 1 Lead
       *[other] { $count } Leads
    }; heute von Ihnen: { $own ->
         [one] 1 Lead
       *[other] { $own } Leads
    }
mail-due-since = fällig seit { $when }
mail-due-nobody = niemand ist zuständig
mail-due-more = und { $count } weitere

mail-hello = Guten Tag { $name },
mail-log-in-subject = Anmeldung bei { $company }
mail-log-in = Anmelden
mail-log-in-code = Oder geben Sie diesen Code dort ein, wo Sie diese E-Mail angefordert haben: **{ $code }**
mail-log-in-once = Beides gilt einmal, bis { $until }. Wenn Sie das nicht angefordert haben, tun Sie nichts: ohne diese E-Mail kommt niemand hinein.
mail-fresh-subject = Ein neuer Link zu Ihrem Lead, von { $company }
mail-fresh-here = hier ist ein neuer Link zu dem Lead, dessen alten Link Sie um { $time } geöffnet haben:
mail-fresh-open = Lead öffnen
mail-fresh-all = Alle Ihre Leads: { $address }

mail-notice-at = { $day }, um { $time }
mail-notice-what-to-do = Was zu tun ist
mail-brake-subject = Marketing-Mails sind gestoppt: { $headline }
mail-brake-stopped = Alle Marketing-Mails von { $company } sind automatisch gestoppt, ebenso E-Mails an Besucher: Danksagungen, Downloads und Bestätigungen. { $why }.
mail-brake-since = Der Stopp begann am { $since }, bevor Amazon SES das Konto stoppt: SES prüft ein Konto bei 5 % endgültigen Rückläufern oder 0,1 % Spam-Beschwerden und sperrt es bei 10 % oder 0,5 %. Fällige E-Mails warten: Marketing-Mails, bis Sie sie wieder freigeben, E-Mails an Besucher { $longest } lang, dann entfallen sie. Übergaben und alle anderen E-Mails an das Team werden weiter gesendet.
mail-brake-see = Sehen Sie sich Rückläufer und Beschwerden an: `{ $command }`
mail-brake-find = Finden Sie heraus, woher diese Adressen kamen. Meist ist es eine Liste: eine gekaufte, eine alte, oder ein Formular, das Roboter ausfüllen. Stoppen Sie die Ursache.
mail-brake-suppress = Setzen Sie Adressen, die es nicht mehr gibt, auf die Sperrliste: `{ $command }`
mail-brake-resume = Geben Sie alle E-Mails wieder frei: `{ $command }`
mail-brake-after = Nach der Freigabe beginnt die Zählung neu. Die Grenzen stehen in sending.yaml unter `brake` und `visitors`.
mail-mailbox-subject = E-Mails erreichen { $name } nicht
mail-mailbox-came-back = Eine E-Mail an { $name } ({ $address }) vom { $since } kam endgültig zurück: { $why }. { $first } erfährt nichts von neuen Leads und auch sonst nichts, was wir schreiben.
mail-mailbox-then = Neue Leads gehen an Kollegen, solange jemand Leads annehmen kann. Die Leads von { $first } bleiben dort: was nicht rechtzeitig angenommen wird, wird an die Leitung eskaliert. Erinnerungen an versprochene Anrufe gehen an die Leitung.
mail-mailbox-tell = Geben Sie { $first } auf anderem Weg Bescheid und übergeben Sie, was dringend ist. Wer das System betreibt, hat diese Nachricht auch erhalten und kann melden, wenn E-Mails wieder ankommen.
mail-mailbox-check = Prüfen Sie, ob es das Postfach gibt und ob die Adresse in team.yaml stimmt. Eine neue Adresse gilt ab der nächsten Bereitstellung.
mail-mailbox-ses = SES kann die Adresse auf die eigene Sperrliste gesetzt haben: `{ $command }`
mail-mailbox-reassign = Übergeben Sie die wartenden Leads: `{ $command }`
mail-mailbox-works = Melden Sie, dass E-Mails wieder ankommen: `{ $command }`. Es endet auch mit der ersten E-Mail, die ankommt.
