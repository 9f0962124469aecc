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
story-next-task-yours = tarea suya hasta { $when }: { $what }
story-next-task = tarea de { $person } hasta { $when }: { $what }
story-step-skipped = paso { $step } de { $sequence } omitido: { $why }
