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
story-ahead-task-yours = tarefa sua até { $when }: { $what }
story-ahead-task-of = tarefa de { $person } até { $when }: { $what }
story-step-skipped = passo { $step } de { $sequence } omitido: { $why }

story-form-sent = enviou o formulário { $form }
story-form-gone = enviou um formulário
story-tip-of = chegou por indicação de { $person }
story-tip = chegou por indicação
story-imported = importado, origem: { $source }
story-page-viewed = viu uma página
story-product-used = usou o produto
story-event-attended = participou num evento
story-ticket-opened = abriu um pedido de suporte
story-ticket-closed = pedido de suporte encerrado
story-spoke = conversa realizada { $by ->
         [you] por si
       *[other] por { $by }
    }
story-no-answer = chamada sem resposta, feita { $by ->
         [you] por si
       *[other] por { $by }
    }
story-met = reunião realizada { $by ->
         [you] por si
       *[other] por { $by }
    }
story-replied-to-mail = respondeu a um e-mail
story-enriched = foi pesquisado: { $from }
story-enriched-by-number = foi pesquisado pelo número de telefone
story-mail-attachments =
    Anexos, não guardados: { $names }{ $more ->
        [0] .
       *[other] {" "}e mais { $more }.
    }
story-mail-cut = O e-mail é mais longo. O texto completo fica guardado 30 dias em { $file }.
story-got-reply = resposta recebida { $by ->
         [you] por si
       *[other] por { $by }
    }
story-accepted = aceite { $by ->
         [you] por si
       *[other] por { $by }
    }
story-taken-over = assumido { $by ->
         [you] por si
       *[other] por { $by }
    }
story-assigned-to-you = passou a ser seu, por decisão de { $by }
story-assigned = reatribuído a { $to } { $by ->
         [you] por si
       *[other] por { $by }
    }
story-assigned-next = reatribuído à pessoa seguinte na rotação { $by ->
         [you] por si
       *[other] por { $by }
    }
story-recycled = adiado { $by ->
         [you] por si
       *[other] por { $by }
    }
story-recycled-until = adiado até { $day } { $by ->
         [you] por si
       *[other] por { $by }
    }
story-disqualified = desqualificado { $by ->
         [you] por si
       *[other] por { $by }
    }
story-lost = fechado como perdido { $by ->
         [you] por si
       *[other] por { $by }
    }
story-moved = mudado para { $stage } { $by ->
         [you] por si
       *[other] por { $by }
    }
story-answered = respostas dadas { $by ->
         [you] por si
       *[other] por { $by }
    }: { $answers }
story-answered-nothing = nenhuma pergunta respondida { $by ->
         [you] por si
       *[other] por { $by }
    }
story-answer-need = necessidade: { $is ->
         [yes] sim
       *[no] não
    }
story-answer-budget = orçamento: { $is ->
         [yes] sim
       *[no] não
    }
story-answer-authority = poder de decisão: { $is ->
         [yes] sim
       *[no] não
    }
story-answer-timeline = prazo: { $is ->
         [yes] sim
       *[no] não
    }
story-corrected = correção { $by ->
         [you] feita por si
       *[other] de { $by }
    }: { $edits }
story-removed = { $field } removido
story-marked-bad = marcado como inválido { $by ->
         [you] por si
       *[other] por { $by }
    }: { $reason }
story-nurture-stopped = e-mails de acompanhamento parados { $by ->
         [you] por si
       *[other] por { $by }
    }
story-deal-corrected = o negócio foi corrigido
story-deal-corrected-for = o negócio foi corrigido, para { $amount }
story-deal-won = negócio ganho { $by ->
         [you] por si
       *[other] por { $by }
    }
story-deal-won-for = negócio ganho { $by ->
         [you] por si
       *[other] por { $by }
    }, no valor de { $amount }
story-bought = comprou
story-bought-for = comprou, no valor de { $amount }
story-accept-missed = não foi aceite a tempo { $by ->
         [you] por si
       *[other] por { $by }
    }
story-accept-unable = não pôde ser aceite { $by ->
         [you] por si
       *[other] por { $by }
    }: { $why }
story-untouched = ninguém fala com o lead há { $days } dias
story-temperature-changed = a temperatura mudou: pontos expiraram com o tempo
story-rescored = pontuado de novo por um novo modelo
story-confirm-asked = foi pedido por e-mail que confirmasse o consentimento dado num formulário
story-mail-got = recebeu o e-mail «{ $mail }»
story-hand-off-sent = e-mail de passagem enviado { $to ->
         [you] a si
         [owner] ao responsável
         [manager] à chefia
       *[other] a { $to }
    }
story-escalated = escalado { $to ->
         [you] para si
         [owner] para o responsável
         [manager] para a chefia
       *[other] para { $to }
    }
story-reminder-sent = lembrete de seguimento enviado { $to ->
         [you] a si
         [owner] ao responsável
         [manager] à chefia
       *[other] a { $to }
    }
story-call-sent = tarefa de chamada enviada { $to ->
         [you] a si
         [owner] ao responsável
         [manager] à chefia
       *[other] a { $to }
    }
story-mail-sent-to = e-mail «{ $mail }» enviado { $to ->
         [you] a si
         [owner] ao responsável
         [manager] à chefia
       *[other] a { $to }
    }
story-mail-dropped = o e-mail «{ $mail }» não foi enviado: { $reason }
story-mail-held = o e-mail «{ $mail }» aguarda: { $reason }
story-step = passo { $step } de { $sequence }
story-field-is = { $field } é { $value }
story-webhook-called = webhook chamado (passo { $step } de { $sequence })
story-webhook-failed = o webhook falhou (passo { $step } de { $sequence }): { $why }
story-pictures-loaded = as imagens de «{ $mail }» foram carregadas
story-opened = abriu «{ $mail }»
story-opened-by-bot = um robô abriu «{ $mail }»: { $why }
story-link-followed = foi seguida uma ligação em «{ $mail }»
story-link-followed-by-bot = um robô seguiu uma ligação em «{ $mail }»: { $why }
story-clicked = clicou em «{ $mail }»: { $page }
story-no-click-pending = nenhum clique em «{ $mail }» estava por classificar
story-links-scanned = um robô seguiu as ligações em «{ $mail }»: { $why }
story-mail-wanted-again = voltou a aceitar e-mails de marketing
story-mail-paused = suspendeu os e-mails de marketing
story-mail-paused-without = suspendeu os e-mails de marketing e não quer e-mails sobre: { $topics }
story-mail-all = quer todos os e-mails de marketing
story-mail-without = não quer e-mails sobre: { $topics }
story-consent-confirmed = confirmou, a partir do próprio endereço, que quer e-mails de marketing
story-unsubscribed = cancelou a subscrição dos e-mails de marketing
story-bounced = devolução definitiva: o endereço não aceita e-mails
story-soft-bounced = devolução temporária: { $why }
story-delivered-again = um e-mail voltou a chegar depois de uma devolução temporária
story-rejected-by-ses = o SES rejeitou um e-mail que tinha aceitado
story-rejected = o servidor do lead recusou um e-mail pelo tamanho ou pelo conteúdo: { $why }
story-complained = queixa de spam sobre um e-mail nosso
story-suppressed = colocado na lista de supressão: { $reason }
story-address-added = endereço { $address } acrescentado { $by ->
         [you] por si
       *[other] por { $by }
    }
story-address-removed = endereço { $address } retirado { $by ->
         [you] por si
       *[other] por { $by }
    }
story-merged = fundido com { $other } { $by ->
         [you] por si
       *[other] por { $by }
    }
story-unmerged = fusão com { $other } desfeita { $by ->
         [you] por si
       *[other] por { $by }
    }
story-follow-up-set = próximo passo definido { $by ->
         [you] por si
       *[other] por { $by }
    }: { $what }, { $when }
story-follow-up-done = próximo passo cumprido { $by ->
         [you] por si
       *[other] por { $by }
    }
story-follow-up-missed = não foi feito a tempo { $by ->
         [you] por si
         [nobody] por ninguém
       *[other] por { $by }
    }: { $what }
story-follow-up-unable = não pôde ser feito { $by ->
         [you] por si
         [nobody] por ninguém
       *[other] por { $by }
    } ({ $why }): { $what }
story-step-missing = encontrado sem próximo passo
story-noted = nota escrita { $by ->
         [you] por si
       *[other] por { $by }
    }
story-mail-written = e-mail escrito ao lead { $by ->
         [you] por si
       *[other] por { $by }
    }
story-undone = algo foi anulado { $by ->
         [you] por si
       *[other] por { $by }
    }
story-refused-before = { $asked }: já se sabia
story-refused = { $asked }, segundo registo { $by ->
         [you] feito por si
       *[other] de { $by }
    }
story-sequence-started = sequência { $sequence } iniciada { $by ->
         [you] por si
       *[other] por { $by }
    }
story-segment-in = colocado no segmento { $segment } { $by ->
         [you] por si
       *[other] por { $by }
    }
story-segment-out = retirado do segmento { $segment } { $by ->
         [you] por si
       *[other] por { $by }
    }
story-not-bad = declarado válido { $by ->
         [you] por si
       *[other] por { $by }
    }
story-departed = O que saiu, saiu: { $what }

story-changed = { $field } alterado por { $by ->
         [form] um formulário
         [list] uma lista
       *[program] outro programa
    } { $at }, era { $other }
story-changed-away = { $field } removido por { $by ->
         [form] um formulário
         [list] uma lista
       *[program] outro programa
    } { $at }, era { $other }
story-changed-kept = { $field } { $other } chegou por { $by ->
         [form] um formulário
         [list] uma lista
       *[program] outro programa
    } { $at }; mantém-se { $value }, introduzido por alguém da equipa

story-ahead-tonight = um próximo passo é definido esta noite: escolha um antes
story-ahead-nothing = sem próximo passo automático
story-ahead-retention = Apaga-se sozinho ao fim de { $months } { $months ->
    [one] mês
   *[other] meses
    } sem sinal de vida
story-ahead-now = agora
story-ahead-mail = e-mail «{ $mail }» { $when }
story-ahead-hand-off = e-mail de passagem { $to ->
         [owner] ao responsável
       *[manager] à chefia
    } { $when }
story-ahead-escalation = escalamento { $to ->
         [owner] para o responsável
       *[manager] para a chefia
    } { $when }
story-ahead-reminder = lembrete de seguimento { $to ->
         [owner] ao responsável
       *[manager] à chefia
    } { $when }
story-ahead-call = tarefa de chamada { $to ->
         [owner] ao responsável
       *[manager] à chefia
    } { $when }
story-ahead-mail-to = e-mail «{ $mail }» { $to ->
         [owner] ao responsável
       *[manager] à chefia
    } { $when }
story-ahead-webhook = chamada de webhook { $when }
story-ahead-step = passo { $step } de { $sequence } { $when }
story-ahead-step-latest = passo { $step } de { $sequence } o mais tardar { $when }
story-ahead-call-task = tarefa de chamada «{ $task }» { $when }
story-ahead-to-sales = passagem às vendas { $when }
story-ahead-classify = aberturas e cliques são distinguidos dos de robôs { $when }
story-ahead-follow-up = { $what }, { $when }
story-ahead-overdue = { $what }, em atraso desde { $since }: { $who ->
         [you] recebe aviso
         [operator] quem gere o sistema recebe aviso
       *[other] { $who } recebe aviso
    } em cada manhã útil
story-ahead-escalates = escalamento para { $to ->
         [you] si
       *[other] { $to }
    } se { $owner ->
         [you] não aceitar
         [owner] o responsável não aceitar
       *[other] { $owner } não aceitar
    } até { $by }
story-ahead-late = conta como atrasado se { $owner ->
         [you] não aceitar
         [owner] o responsável não aceitar
       *[other] { $owner } não aceitar
    } até { $by }

story-next-accept = Aceitar e telefonar
story-next-call = Telefonar
story-next-call-again = Telefonar de novo
story-next-follow-up = Fazer seguimento
story-next-answer = Responder ao e-mail
story-next-decide = Decidir o que se segue
story-why-no-address = Sem endereço de e-mail
story-why-suppressed = O endereço está na lista de supressão
story-why-bounced = O endereço não aceita e-mails
story-why-complained = O nosso e-mail foi assinalado como spam
story-why-unsubscribed = Subscrição cancelada
story-why-stopped = A equipa parou os e-mails
story-why-no-consent = Sem consentimento para e-mails de marketing
story-why-no-calls = O lead pediu para não receber chamadas
story-why-no-mail = O lead pediu para não receber e-mails
story-why-topic = O lead não quer e-mails sobre «{ $what }»
story-why-agreed = O lead aceitou entretanto
story-why-unsubscribed-after = O lead cancelou a subscrição depois de ter marcado a caixa
story-why-other-consent = Foi pedida a confirmação de outro consentimento
story-why-takes-no-mail = O endereço não recebe e-mails
story-why-owner-gone = O responsável já não está em team.yaml
story-why-no-manager = team.yaml não indica chefia
story-why-ticket = Há um pedido de suporte aberto
story-why-paused = A sequência { $what } está em pausa
story-why-over = A sequência { $what } terminou
story-why-too-long = Esperou demasiado tempo
story-why-other-address = Diz respeito a outro endereço que não o atual do lead
story-why-nothing-to-undo = Não há nada para anular
story-why-has-it = Já está com { $what }
story-why-interested = Interessado, segundo a chamada da lista «{ $what }»
story-why-nobody-else = Não há mais ninguém a quem o entregar
story-why-takes-none = { $what } não recebe leads
story-why-accepted = Foi aceite entretanto
story-why-nothing-to-do = Não havia nada para fazer
story-why-done = Foi feito entretanto
story-why-not-bad = Não estava marcado como inválido

# Tasks and deliveries
story-did = { $by ->
         [you] fez isto
       *[other] { $by } fez isto
    }: { $what }
story-delivered = entregue por { $supplier }, entrega { $delivery }: { $row }
story-ahead-task = tarefa “{ $task }” { $when }

# Consentimentos por finalidade, e confirmações que ninguém deu
story-consent-expired = não confirmou o endereço a tempo: o consentimento caducou
story-consent-given = aceitou na sua página de preferências: { $purpose }
story-consent-withdrawn = retirou o consentimento: { $purpose }
story-ahead-unconfirmed = o consentimento para e-mails de marketing caduca { $when }, a não ser que confirme o endereço antes
story-why-unconfirmed = Ninguém confirmou o endereço
story-why-withdrew-calls = O lead retirou o consentimento para chamadas
story-why-confirmed = Foi entretanto confirmado

# O que um canal do Slack ou do Teams recebe.
story-told-created = Novo lead: { $lead }
story-told-stage = { $lead } está agora em: { $to }
story-told-assigned = { $lead } passou para { $owner }
story-told-unassigned = { $lead } ficou sem responsável
story-told-hot = { $lead } está quente
story-told-converted = { $lead } tornou-se cliente
story-told-unsubscribed = { $lead } não quer mais e-mails de marketing
story-told-open = Abrir o lead
