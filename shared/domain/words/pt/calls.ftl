# Listas de chamadas
calls-nav = Chamadas
calls-title = Chamadas
calls-hint = Recebe uma pessoa de cada vez. Mais ninguém a recebe enquanto a tem, durante meia hora.
calls-remain = { $count ->
        [0] Não resta ninguém.
        [one] Resta uma pessoa.
       *[other] Restam { $count }.
    }
calls-remain-or-more = Restam { $count } ou mais.
calls-in-hands = Nas mãos de quem liga: { $count }.
calls-hours = Chamadas { $hours }, pela hora deles.
calls-come-back = Quem não atende volta.
calls-come = As pessoas entram na lista quando são importadas, como diz call_lists.yaml.
calls-next = Próxima pessoa
calls-nobody-until = Ninguém de “{ $list }” pode ser chamado agora. O próximo: { $when }.
calls-nobody-left = Não resta ninguém de “{ $list }” a quem ligar.
calls-for = É para quem liga por uma lista: veja callers em call_lists.yaml.
calls-incomplete = Carregue a página de novo: não estava completa.
calls-no-longer = Já não está nas suas mãos: o tempo acabou, e foi dada a outra pessoa, ou saiu da lista. Nada foi registado.
calls-done = { $what }.
calls-nothing-logged = <strong>Nada foi registado.</strong> { $why }
calls-until = Nas suas mãos até { $until }
calls-promised = Pediram para lhes ligar a esta hora.
calls-their-time = São { $time } onde estão.
calls-outcome = O que resultou
calls-before = O que aconteceu antes
calls-nothing-known = Ainda não se sabe nada.
calls-everything = Tudo sobre esta pessoa
calls-first-try = A primeira de { $most } tentativas no máximo.
calls-tries = { $made ->
        [one] Não atendeu uma vez antes; { $most } tentativas no máximo.
       *[other] Não atendeu { $made } vezes antes; { $most } tentativas no máximo.
    }
calls-from-source = de { $source }
calls-become-yours = Passa a ser sua.
calls-go-on = Vai para o vendedor que routing.yaml diz.
calls-no-answer = Sem resposta
calls-interested = Interessado
calls-call-back = Voltar a ligar
calls-call-back-hint = Pela hora deles, em { $hours }.
calls-not-interested = Sem interesse
calls-wrong-number = Número errado
calls-no-calls = Pediram para não lhes ligarem
calls-no-calls-hint = Vale até o retirarem eles próprios: ninguém lhes volta a ligar.
calls-choose-day = Escolha o dia da chamada.
calls-within-a-year = Escolha um dia dentro de um ano.
calls-ahead = A chamada tem de ser no futuro: escolha uma hora posterior.
calls-not-then = Não se lhes pode ligar a essa hora: escolha uma hora em { $hours }.
calls-holiday = Num feriado não se liga a ninguém: escolha outro dia.
calls-next-held = { $name } liga-lhes pela lista “{ $list }”
calls-next-due = uma chamada pela lista “{ $list }” a partir de { $when }

# Na página do gestor
calls-lists = Listas de chamadas
calls-list = Lista
calls-column-remain = Restam
calls-column-in-hand = Em mãos
calls-column-calls = Chamadas, atendidas, interessados
calls-or-more = { $count } ou mais
calls-held-until = { $name } até { $until }
calls-shares = { $calls }, { $share }% atendidas, { $interested } interessados
calls-period = Chamadas dos últimos 30 dias, contadas quatro vezes por dia.

# Nos relatórios
calls-numbers-calls = Chamadas de lista
calls-numbers-calls-definition = Chamadas de leads que estavam numa lista de chamadas, atendidas ou não.
calls-numbers-reached = Atendidas por lista
calls-numbers-reached-definition = Chamadas de leads numa lista em que alguém falou com eles.
calls-numbers-reached-share = Quota de atendidas
calls-numbers-reached-share-definition = Chamadas atendidas, de todas as chamadas de leads numa lista.
calls-numbers-interested = Interessados
calls-numbers-interested-definition = Leads que passaram a vendas depois de alguém falar com eles por uma lista.
calls-numbers-by = Lista de chamadas
calls-numbers-by-definition = A lista de call_lists.yaml em que o lead estava quando lhe ligaram.
