# Qué es un lead y qué le ha ocurrido: fases, motivos, historial, qué viene después.

story-stage-new = Nuevo
story-stage-working = En curso
story-stage-qualified = Cualificado
story-stage-won = Ganado
story-stage-later = Seguimiento más tarde
story-stage-closed = Cerrado

story-temperature-cold = Frío
story-temperature-warm = Templado
story-temperature-hot = Caliente

story-reason-sla-missed = No aceptado a tiempo
story-reason-no-owner = Sin responsable
story-reason-to-accept = Por aceptar
story-reason-replied = Ha respondido
story-reason-hot = Caliente y reciente
story-reason-overdue = Atrasado
story-reason-came-back = Ha vuelto
story-reason-due-today = Para hoy
story-reason-bounced = Correo rebotado
story-reason-untouched = Sin contacto desde hace 30 días
story-reason-incomplete = Incompleto

story-role-seller = ventas
story-role-partner = colaborador
story-role-manager = responsable del equipo
story-role-marketing = marketing
story-role-admin = administración

story-question-need = Necesidad
story-question-budget = Presupuesto
story-question-authority = Poder de decisión
story-question-timeline = Plazo

story-unable-takes-none = no recibe leads
story-unable-today = hoy no está
story-unable-until = no está hasta el { $day }
story-unable-no-mail = no recibe correos desde el { $day }
story-unable-left = ya no está en el equipo

story-away-on = el { $day }
story-away-from = del { $from } al { $until }
story-away-nobody = ausente { $days }; nadie más del equipo está durante todo ese tiempo
story-away-one = ausente { $days }; los leads se asignan a { $person }
story-away-many = ausente { $days }; los leads se asignan a { $people } y { $last }

story-calls-again = indicó desde su propia dirección que se le puede volver a llamar
story-mail-again = indicó desde su propia dirección que se le puede volver a escribir por correo electrónico
story-letters-again = indicó desde su propia dirección que se le puede volver a escribir por carta
story-messages-again = indicó desde su propia dirección que se le pueden volver a enviar mensajes de texto
story-ahead-task-yours = tarea suya hasta { $when }: { $what }
story-ahead-task-of = tarea de { $person } hasta { $when }: { $what }
story-step-skipped = paso { $step } de { $sequence } omitido: { $why }

story-form-sent = envió el formulario { $form }
story-form-gone = envió un formulario
story-tip-of = llegó como recomendación de { $person }
story-tip = llegó como recomendación
story-imported = importado, origen: { $source }
story-page-viewed = vio una página
story-product-used = usó el producto
story-event-attended = asistió a un evento
story-ticket-opened = abrió un ticket de soporte
story-ticket-closed = ticket de soporte cerrado
story-spoke = { $by ->
         [you] usted
       *[other] { $by }
    } habló con el lead
story-no-answer = { $by ->
         [you] usted
       *[other] { $by }
    } llamó: sin respuesta
story-met = { $by ->
         [you] usted
       *[other] { $by }
    } se reunió con el lead
story-replied-to-mail = respondió a un correo
story-enriched = fue consultado: { $from }
story-enriched-by-number = fue consultado por el número de teléfono
story-mail-attachments =
    Adjuntos, no guardados: { $names }{ $more ->
        [0] .
       *[other] {" "}y { $more } más.
    }
story-mail-cut = El correo es más largo. Su texto completo se guarda 30 días en { $file }.
story-got-reply = { $by ->
         [you] usted
       *[other] { $by }
    } recibió una respuesta
story-accepted = { $by ->
         [you] usted
       *[other] { $by }
    } lo aceptó
story-taken-over = { $by ->
         [you] usted
       *[other] { $by }
    } se hizo cargo
story-assigned-to-you = { $by } se lo asignó a usted
story-assigned = { $by ->
         [you] usted
       *[other] { $by }
    } lo reasignó a { $to }
story-assigned-next = { $by ->
         [you] usted
       *[other] { $by }
    } lo reasignó a la siguiente persona del turno
story-recycled = { $by ->
         [you] usted
       *[other] { $by }
    } lo aplazó
story-recycled-until = { $by ->
         [you] usted
       *[other] { $by }
    } lo aplazó hasta el { $day }
story-disqualified = { $by ->
         [you] usted
       *[other] { $by }
    } lo descartó
story-lost = { $by ->
         [you] usted
       *[other] { $by }
    } lo cerró como perdido
story-moved = { $by ->
         [you] usted
       *[other] { $by }
    } lo pasó a { $stage }
story-answered = { $by ->
         [you] usted
       *[other] { $by }
    } respondió: { $answers }
story-answered-nothing = { $by ->
         [you] usted
       *[other] { $by }
    } no respondió ninguna pregunta
story-answer-need = necesidad: { $is ->
         [yes] sí
       *[no] no
    }
story-answer-budget = presupuesto: { $is ->
         [yes] sí
       *[no] no
    }
story-answer-authority = poder de decisión: { $is ->
         [yes] sí
       *[no] no
    }
story-answer-timeline = plazo: { $is ->
         [yes] sí
       *[no] no
    }
story-corrected = { $by ->
         [you] usted
       *[other] { $by }
    } corrigió: { $edits }
story-removed = { $field } eliminado
story-marked-bad = { $by ->
         [you] usted
       *[other] { $by }
    } lo marcó como inservible: { $reason }
story-nurture-stopped = { $by ->
         [you] usted
       *[other] { $by }
    } detuvo los correos de seguimiento
story-deal-corrected = se corrigió la venta
story-deal-corrected-for = se corrigió la venta, por { $amount }
story-deal-won = { $by ->
         [you] usted
       *[other] { $by }
    } ganó la venta
story-deal-won-for = { $by ->
         [you] usted
       *[other] { $by }
    } ganó la venta, por { $amount }
story-bought = compró
story-bought-for = compró, por { $amount }
story-accept-missed = { $by ->
         [you] usted
       *[other] { $by }
    } no lo aceptó a tiempo
story-accept-unable = { $by ->
         [you] usted
       *[other] { $by }
    } no pudo aceptarlo: { $why }
story-untouched = nadie ha hablado con el lead desde hace { $days } días
story-temperature-changed = cambió la temperatura: caducaron puntos con el tiempo
story-rescored = puntuado de nuevo con un nuevo modelo
story-confirm-asked = se le pidió por correo que confirmara el consentimiento dado en un formulario
story-mail-got = recibió el correo «{ $mail }»
story-hand-off-sent = correo de entrega enviado { $to ->
         [you] a usted
         [owner] al responsable
         [manager] al jefe del equipo
       *[other] a { $to }
    }
story-escalated = escalado { $to ->
         [you] a usted
         [owner] al responsable
         [manager] al jefe del equipo
       *[other] a { $to }
    }
story-reminder-sent = recordatorio de seguimiento enviado { $to ->
         [you] a usted
         [owner] al responsable
         [manager] al jefe del equipo
       *[other] a { $to }
    }
story-call-sent = tarea de llamada enviada { $to ->
         [you] a usted
         [owner] al responsable
         [manager] al jefe del equipo
       *[other] a { $to }
    }
story-mail-sent-to = correo «{ $mail }» enviado { $to ->
         [you] a usted
         [owner] al responsable
         [manager] al jefe del equipo
       *[other] a { $to }
    }
story-mail-dropped = no se envió el correo «{ $mail }»: { $reason }
story-mail-held = el correo «{ $mail }» espera: { $reason }
story-step = paso { $step } de { $sequence }
story-field-is = { $field } es { $value }
story-webhook-called = webhook llamado (paso { $step } de { $sequence })
story-webhook-failed = falló el webhook (paso { $step } de { $sequence }): { $why }
story-pictures-loaded = se cargaron las imágenes de «{ $mail }»
story-opened = abrió «{ $mail }»
story-opened-by-bot = un robot abrió «{ $mail }»: { $why }
story-link-followed = se siguió un enlace de «{ $mail }»
story-link-followed-by-bot = un robot siguió un enlace de «{ $mail }»: { $why }
story-clicked = hizo clic en «{ $mail }»: { $page }
story-no-click-pending = no había ningún clic pendiente en «{ $mail }»
story-links-scanned = un robot siguió los enlaces de «{ $mail }»: { $why }
story-mail-wanted-again = volvió a aceptar correos de marketing
story-mail-paused = puso en pausa los correos de marketing
story-mail-paused-without = puso en pausa los correos de marketing y no quiere correos sobre: { $topics }
story-mail-all = quiere todos los correos de marketing
story-mail-without = no quiere correos sobre: { $topics }
story-consent-confirmed = confirmó desde su propia dirección que quiere correos de marketing
story-unsubscribed = se dio de baja de los correos de marketing
story-bounced = rebote definitivo: la dirección no acepta correo
story-soft-bounced = rebote temporal: { $why }
story-delivered-again = un correo volvió a llegar tras un rebote temporal
story-rejected-by-ses = SES rechazó un correo que había aceptado
story-rejected = el servidor del lead rechazó un correo por su tamaño o contenido: { $why }
story-complained = queja de spam sobre un correo nuestro
story-suppressed = añadido a la lista de supresión: { $reason }
story-address-added = { $by ->
         [you] usted
       *[other] { $by }
    } añadió la dirección { $address }
story-address-removed = { $by ->
         [you] usted
       *[other] { $by }
    } quitó la dirección { $address }
story-merged = { $by ->
         [you] usted
       *[other] { $by }
    } lo fusionó con { $other }
story-unmerged = { $by ->
         [you] usted
       *[other] { $by }
    } deshizo la fusión con { $other }
story-follow-up-set = { $by ->
         [you] usted
       *[other] { $by }
    } fijó el siguiente paso: { $what }, { $when }
story-follow-up-done = { $by ->
         [you] usted
       *[other] { $by }
    } hizo lo que tocaba
story-follow-up-missed = { $by ->
         [you] usted no lo hizo
         [nobody] nadie lo hizo
       *[other] { $by } no lo hizo
    } a tiempo: { $what }
story-follow-up-unable = { $by ->
         [you] usted no pudo hacerlo
         [nobody] nadie pudo hacerlo
       *[other] { $by } no pudo hacerlo
    } ({ $why }): { $what }
story-step-missing = se encontró sin siguiente paso
story-noted = { $by ->
         [you] usted
       *[other] { $by }
    } escribió una nota
story-mail-written = { $by ->
         [you] usted
       *[other] { $by }
    } escribió un correo al lead
story-undone = { $by ->
         [you] usted
       *[other] { $by }
    } deshizo algo
story-refused-before = { $asked }: ya se sabía
story-refused = { $asked }; se lo dijo { $by ->
         [you] a usted
       *[other] a { $by }
    }
story-sequence-started = { $by ->
         [you] usted
       *[other] { $by }
    } inició la secuencia { $sequence }
story-segment-in = { $by ->
         [you] usted
       *[other] { $by }
    } lo añadió al segmento { $segment }
story-segment-out = { $by ->
         [you] usted
       *[other] { $by }
    } lo sacó del segmento { $segment }
story-not-bad = { $by ->
         [you] usted
       *[other] { $by }
    } indicó que no es inservible
story-departed = Lo que salió, salió: { $what }

story-changed = { $field } modificado por { $by ->
         [form] un formulario
         [list] una lista
       *[program] otro programa
    } { $at }, era { $other }
story-changed-away = { $field } eliminado por { $by ->
         [form] un formulario
         [list] una lista
       *[program] otro programa
    } { $at }, era { $other }
story-changed-kept = { $field } { $other } llegó por { $by ->
         [form] un formulario
         [list] una lista
       *[program] otro programa
    } { $at }; se mantiene { $value }, introducido por alguien del equipo

story-ahead-tonight = esta noche se fija un siguiente paso: elija uno antes
story-ahead-nothing = sin siguiente paso automático
story-ahead-retention = Se borra por sí solo después de { $months } { $months ->
    [one] mes
   *[other] meses
    } sin señales de vida
story-ahead-now = ahora
story-ahead-mail = correo «{ $mail }» { $when }
story-ahead-hand-off = correo de entrega { $to ->
         [owner] al responsable
       *[manager] al jefe del equipo
    } { $when }
story-ahead-escalation = escalado { $to ->
         [owner] al responsable
       *[manager] al jefe del equipo
    } { $when }
story-ahead-reminder = recordatorio de seguimiento { $to ->
         [owner] al responsable
       *[manager] al jefe del equipo
    } { $when }
story-ahead-call = tarea de llamada { $to ->
         [owner] al responsable
       *[manager] al jefe del equipo
    } { $when }
story-ahead-mail-to = correo «{ $mail }» { $to ->
         [owner] al responsable
       *[manager] al jefe del equipo
    } { $when }
story-ahead-webhook = llamada de webhook { $when }
story-ahead-step = paso { $step } de { $sequence } { $when }
story-ahead-step-latest = paso { $step } de { $sequence } a más tardar { $when }
story-ahead-call-task = tarea de llamada «{ $task }» { $when }
story-ahead-to-sales = entrega a ventas { $when }
story-ahead-classify = las aperturas y los clics se distinguen de los de robots { $when }
story-ahead-follow-up = { $what }, { $when }
story-ahead-overdue = { $what }, atrasado desde { $since }: { $who ->
         [you] usted recibe aviso
         [operator] quien gestiona el sistema recibe aviso
       *[other] { $who } recibe aviso
    } cada mañana laborable
story-ahead-escalates = escalado a { $to ->
         [you] usted
       *[other] { $to }
    } si { $owner ->
         [you] usted no acepta
         [owner] su responsable no acepta
       *[other] { $owner } no acepta
    } antes de { $by }
story-ahead-late = cuenta como atrasado si { $owner ->
         [you] usted no acepta
         [owner] su responsable no acepta
       *[other] { $owner } no acepta
    } antes de { $by }

story-next-accept = Aceptar y llamar
story-next-call = Llamar
story-next-call-again = Llamar de nuevo
story-next-follow-up = Hacer seguimiento
story-next-answer = Responder a su correo
story-next-decide = Decidir qué viene después
story-why-no-address = Sin dirección de correo
story-why-suppressed = La dirección está en la lista de supresión
story-why-bounced = La dirección no acepta correo
story-why-complained = Marcó nuestro correo como spam
story-why-unsubscribed = Dado de baja
story-why-stopped = El equipo detuvo los correos
story-why-no-consent = Sin consentimiento para correos de marketing
story-why-no-calls = El lead pidió no recibir llamadas
story-why-no-mail = El lead pidió no recibir correos
story-why-topic = El lead no quiere correos sobre «{ $what }»
story-why-agreed = El lead aceptó entretanto
story-why-unsubscribed-after = El lead se dio de baja después de marcar la casilla
story-why-other-consent = Se le preguntó por otro consentimiento
story-why-takes-no-mail = La dirección no recibe correo
story-why-owner-gone = El responsable ya no está en team.yaml
story-why-no-manager = team.yaml no indica jefe del equipo
story-why-ticket = Hay un ticket de soporte abierto
story-why-paused = La secuencia { $what } está en pausa
story-why-over = La secuencia { $what } ha terminado
story-why-too-long = Esperó demasiado tiempo
story-why-other-address = Se refiere a otra dirección que la actual del lead
story-why-nothing-to-undo = No hay nada que deshacer
story-why-has-it = Ya lo tiene { $what }
story-why-interested = Interesado, según la llamada de la lista «{ $what }»
story-why-nobody-else = No hay nadie más a quien dárselo
story-why-takes-none = { $what } no recibe leads
story-why-accepted = Se aceptó entretanto
story-why-nothing-to-do = No había nada que hacer
story-why-done = Se hizo entretanto
story-why-not-bad = No estaba marcado como inservible

# Tasks and deliveries
story-did = { $by ->
         [you] hizo esto
       *[other] { $by } hizo esto
    }: { $what }
story-delivered = entregado por { $supplier }, entrega { $delivery }: { $row }
story-ahead-task = tarea «{ $task }» { $when }

# Consentimientos por finalidad, y confirmaciones que nadie dio
story-consent-expired = no confirmó su dirección a tiempo: el consentimiento caducó
story-consent-given = aceptó en su página de preferencias: { $purpose }
story-consent-withdrawn = retiró su consentimiento: { $purpose }
story-ahead-unconfirmed = el consentimiento para correos de marketing caduca { $when }, salvo que antes confirme su dirección
story-why-unconfirmed = Nadie confirmó la dirección
story-why-withdrew-calls = El lead retiró su consentimiento para llamadas
story-why-confirmed = Se confirmó entretanto

# Lo que recibe un canal de Slack o de Teams.
story-told-created = Nuevo lead: { $lead }
story-told-stage = { $lead } está ahora en: { $to }
story-told-assigned = { $lead } pasa a { $owner }
story-told-unassigned = { $lead } ya no tiene responsable
story-told-hot = { $lead } está caliente
story-told-converted = { $lead } ya es cliente
story-told-unsubscribed = { $lead } no quiere más correos de marketing
story-told-open = Abrir el lead
