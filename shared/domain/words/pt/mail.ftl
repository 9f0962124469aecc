mail-wants-yours = é agora seu
mail-wants-product = usa o produto
mail-wants-event = participou num evento
mail-wants-ready = está pronto para si
mail-still-open = Ainda em aberto: { $wish }
mail-given-routing = A atribuição automática
mail-given-left = o responsável saiu da equipa
mail-given-sequence = A sequência { $sequence }

mail-due-overdue = Em atraso
mail-due-own = Para fazer hoje
mail-due-until = Recebe este e-mail em cada manhã útil até que alguém aja: abra um lead e registe o que foi feito, ou reatribua-o.
mail-due-no-manager = Recebe este e-mail porque team.yaml não indica uma chefia presente. Avise alguém da equipa: ele chega em cada manhã útil até que alguém aja.
mail-due-own-then = Abra um lead e registe o que fez: depois escolha o que se segue.
mail-due-subject-own-one = Hoje: { $lead } ({ $what })
mail-due-subject-own = Hoje: { $count ->
         [one] 1 lead
       *[other] { $count } leads
    }
mail-due-subject-one = Em atraso: { $lead } ({ $what })
mail-due-subject = Em atraso: { $count ->
         [one] 1 lead
       *[other] { $count } leads
    }
mail-due-subject-both = Em atraso: { $count ->
         [one] 1 lead
       *[other] { $count } leads
    }; para si hoje: { $own ->
         [one] 1 lead
       *[other] { $own } leads
    }
mail-due-since = para fazer desde { $when }
mail-due-nobody = sem responsável
mail-due-more = e mais { $count }

mail-hello = Olá, { $name },
mail-log-in-subject = Entrar na área de trabalho de { $company }
mail-log-in = Entrar
mail-log-in-code = Ou introduza este código onde pediu este e-mail: **{ $code }**
mail-log-in-once = Cada um funciona uma vez, até às { $until }. Se não foi quem fez o pedido, não faça nada: sem este e-mail ninguém entra.
mail-fresh-subject = Uma nova ligação para o seu lead, de { $company }
mail-fresh-here = aqui está uma nova ligação para o lead cuja ligação antiga abriu às { $time }:
mail-fresh-open = Abrir o lead
mail-fresh-all = Todos os seus leads: { $address }

mail-notice-at = { $day }, às { $time }
mail-notice-what-to-do = O que fazer
mail-brake-subject = Os e-mails de marketing pararam: { $headline }
mail-brake-stopped = Todos os e-mails de marketing de { $company } pararam automaticamente, tal como os e-mails a visitantes: agradecimentos, descargas e confirmações. { $why }.
mail-brake-since = Pararam em { $since }, antes que o Amazon SES pare a conta: o SES analisa uma conta com 5% de devoluções definitivas ou 0,1% de queixas de spam, e suspende-a com 10% ou 0,5%. Os e-mails por enviar aguardam: os de marketing até os retomar, os de visitantes durante { $longest }, depois são descartados. As passagens e todos os outros e-mails à equipa continuam a ser enviados.
mail-brake-see = Veja as devoluções e as queixas: `{ $command }`
mail-brake-find = Descubra de onde vieram esses endereços. Em geral é uma lista: comprada, antiga, ou um formulário preenchido por robôs. Pare o que os traz.
mail-brake-suppress = Coloque na lista de supressão os endereços que sabe que não existem: `{ $command }`
mail-brake-resume = Retome todos os e-mails: `{ $command }`
mail-brake-after = Depois disso a contagem recomeça. Os limites estão em sending.yaml, em `brake` e `visitors`.
mail-mailbox-subject = Os e-mails não chegam a { $name }
mail-mailbox-came-back = Um e-mail para { $name } ({ $address }) de { $since } foi devolvido definitivamente: { $why }. { $first } não recebe avisos de novos leads, nem de mais nada que enviamos.
mail-mailbox-then = Os novos leads são entregues a colegas, enquanto algum os puder receber. Os leads de { $first } ficam onde estão: o que não for aceite a tempo é escalado para a chefia. Os lembretes de chamadas prometidas vão para a chefia.
mail-mailbox-tell = Avise { $first } por outra via e reatribua o que for urgente. Quem gere o sistema também recebeu este aviso e pode indicar quando os e-mails voltam a chegar.
mail-mailbox-check = Verifique se a caixa de correio existe e se o endereço em team.yaml está certo. Um novo endereço vale a partir da próxima instalação.
mail-mailbox-ses = O SES pode ter colocado o endereço na própria lista de supressão: `{ $command }`
mail-mailbox-reassign = Reatribua os leads que aguardam: `{ $command }`
mail-mailbox-works = Indique que os e-mails voltaram a chegar: `{ $command }`. Também termina com o primeiro e-mail que chegar.
