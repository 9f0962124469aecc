# O que é um lead e o que lhe aconteceu: fases, motivos, história, o que se segue.

story-stage-new = Novo
story-stage-working = Em curso
story-stage-qualified = Qualificado
story-stage-won = Ganho
story-stage-later = Seguimento mais tarde
story-stage-closed = Fechado

story-temperature-cold = Frio
story-temperature-warm = Morno
story-temperature-hot = Quente

story-reason-sla-missed = Não aceite a tempo
story-reason-no-owner = Sem responsável
story-reason-to-accept = Por aceitar
story-reason-replied = Respondeu
story-reason-hot = Quente e recente
story-reason-overdue = Em atraso
story-reason-came-back = Voltou
story-reason-due-today = Para hoje
story-reason-bounced = E-mail devolvido
story-reason-untouched = Sem contacto há 30 dias
story-reason-incomplete = Incompleto

story-role-seller = vendas
story-role-partner = parceiro
story-role-manager = chefia
story-role-marketing = marketing
story-role-admin = administração

story-question-need = Necessidade
story-question-budget = Orçamento
story-question-authority = Poder de decisão
story-question-timeline = Prazo

story-unable-takes-none = não recebe leads
story-unable-today = ausente hoje
story-unable-until = ausente até { $day }
story-unable-no-mail = não recebe e-mails desde { $day }
story-unable-left = já não está na equipa

story-away-on = em { $day }
story-away-from = de { $from } a { $until }
story-away-nobody = ausente { $days }; ninguém mais da equipa está durante todo esse período
story-away-one = ausente { $days }; os leads são entregues a { $person }
story-away-many = ausente { $days }; os leads são entregues a { $people } e { $last }

story-calls-again = indicou, a partir do próprio endereço, que já pode ser contactado por telefone
story-mail-again = indicou, a partir do próprio endereço, que já pode ser contactado por e-mail
story-letters-again = indicou, a partir do próprio endereço, que já pode ser contactado por carta
story-messages-again = indicou, a partir do próprio endereço, que já pode ser contactado por mensagem
story-next-task-yours = tarefa sua até { $when }: { $what }
story-next-task = tarefa de { $person } até { $when }: { $what }
story-step-skipped = passo { $step } de { $sequence } omitido: { $why }
