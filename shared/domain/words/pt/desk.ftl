# Ligações no topo das páginas, e o que nenhuma página mostra
desk-nav-worklist = Lista de trabalho
desk-nav-leads = Leads
desk-nav-add = Adicionar um lead
desk-nav-team = Equipa
desk-nav-numbers = Números
desk-nav-away = Estou ausente
desk-nav-all = Todos os meus leads
desk-nothing-changed = Nada foi alterado
desk-nothing-changed-hint = Nada foi alterado.
desk-other-site = Veio de outro site. Use os botões destas páginas.
desk-old-page = A página é anterior ao seu início de sessão, ou não estava completa. Carregue-a de novo e depois prima o botão.
desk-try-later = Não funcionou neste momento
desk-load-again = Carregue esta página de novo daqui a um minuto.
desk-link-wrong = Esta ligação não funciona
desk-link-wrong-hint = Talvez tenha sido cortada no e-mail. O e-mail mais recente sobre este lead tem outra.
desk-link-expired = Esta ligação expirou
desk-link-left = A pessoa a quem foi enviada já não está na equipa.
desk-unreadable = Não funcionou
desk-unreadable-hint = { $why } Carregue a página de novo e prima lá o botão.
desk-session-over = Inicie sessão de novo
desk-session-over-hint = A sua sessão terminou e nada foi alterado. Inicie sessão em /desk e repita.
desk-not-for-you = Esta página não é para si

# A lista de trabalho
desk-worklist-waiting = { $count ->
        [0] Nada espera por si
        [one] Um lead espera por si
       *[other] { $count } leads esperam por si
    }
desk-worklist-whose = Lista de trabalho de { $name }.
desk-worklist-whose-urgent = Lista de trabalho de { $name }, o mais urgente primeiro.
desk-worklist-sections = Secções
desk-worklist-empty = Um lead que lhe é passado aparece aqui em segundos, e um e-mail avisa-o. Entretanto:
desk-worklist-empty-leads = <a>Veja todos os leads</a> que pode ver: talvez um deles mereça uma chamada.
desk-worklist-empty-add = <a>Adicione um lead</a>: uma chamada recebida, uma indicação, um cartão de uma feira.
desk-worklist-empty-away = <a>Diga quando está ausente</a>: os novos leads vão então para outros.
desk-worklist-more = Estes são os mais urgentes. <a>Todos os seus leads</a>
desk-accept = Por aceitar
desk-accept-hint = Aceite o que assume, ou passe-o a outra pessoa, antes que o prazo termine.
desk-hot = Quentes e recentes
desk-hot-hint = Pediram há pouco, e ninguém falou com eles.
desk-replied = Responderam
desk-replied-hint = Escreveram de volta, e esperam uma resposta.
desk-due = Seguimentos para hoje
desk-due-hint = O que disse que faria, hoje ou antes.
desk-back = Voltaram
desk-back-hint = Deixou-os de lado até agora.
desk-update = Por atualizar
desk-update-hint = Ninguém lhes tocou em 30 dias, o e-mail é devolvido, ou falta um nome, um endereço ou um número.
desk-planned = Planeados
desk-planned-hint = Nada a fazer hoje.
desk-untaken = Sem responsável
desk-untaken-hint = Aceite um, e é seu.

# Um lead numa lista
desk-heat-hot = quente
desk-heat-warm = morno
desk-heat-cold = frio
desk-listed-from = de { $source }
desk-listed-next = { $when }: { $what }
desk-listed-nobody = sem responsável
desk-listed-call = Ligar
desk-listed-call-whom = Ligar { $number }, { $name }

# Todos os leads
desk-leads = Leads
desk-leads-search = Procurar
desk-leads-search-by = E-mail, telefone, empresa ou nome
desk-leads-filters = Filtros
desk-leads-filters-of = Filtros: { $chosen }
desk-leads-show = Mostrar
desk-leads-clear = Limpar os filtros
desk-leads-begin = Um lead começa com um formulário do seu site, ou com uma lista importada.
desk-leads-begin-or-add = Um lead começa com um formulário do seu site, com uma lista importada, ou à mão: <a>adicione um lead</a>.
desk-leads-first = Desde o início
desk-leads-further = Procurar mais
desk-leads-more = Mais
desk-leads-stage = Fase
desk-leads-any-stage = Qualquer fase
desk-leads-temperature = Temperatura
desk-leads-any = Qualquer
desk-leads-owner = Responsável
desk-leads-anybody = Qualquer pessoa
desk-leads-nobody = Ninguém
desk-leads-source = Origem
desk-leads-any-source = Qualquer origem
desk-leads-campaign = Campanha
desk-leads-any-campaign = Qualquer campanha
desk-leads-segment = Segmento
desk-leads-any-segment = Qualquer segmento
desk-leads-asked = Pediu
desk-leads-any-time = Em qualquer altura
desk-leads-hot = Quente
desk-leads-warm = Morno
desk-leads-cold = Frio
desk-leads-real-time = Nos últimos 5 minutos
desk-leads-recent = Nos últimos 4 dias
desk-leads-aged = Há mais tempo
desk-stage-suspect = Suspeito: sem interesse mostrado
desk-stage-lead = Novo lead
desk-stage-mql = Qualificado pelo marketing
desk-stage-pql = Qualificado pelo uso do produto
desk-stage-sql = Em curso
desk-stage-prospect = Qualificado
desk-stage-customer = Ganho
desk-stage-recycled = Seguir mais tarde
desk-stage-disqualified = Desqualificado
desk-stage-lost = Perdido
desk-leads-found = { $count ->
        [0] Ninguém encontrado.
        [one] Um lead encontrado.
       *[other] { $count } leads encontrados.
    }
desk-leads-found-more = Há mais: acrescente uma palavra.
desk-leads-none = Nenhum lead é assim.
desk-leads-none-yet = Nenhum de { $looked } leads é assim, e há mais.
desk-leads-none-further = Nenhum de mais { $looked } leads é assim, e há mais.
desk-leads-count = { $count } leads.
desk-leads-count-further = Mais { $count } leads.
desk-leads-looked = { $count } de { $looked } leads vistos.
desk-leads-looked-further = { $count } de mais { $looked } leads vistos.

# Adicionar um lead
desk-add = Adicionar um lead
desk-add-added = Adicionado.
desk-add-others = Anotado. Um colega tem este lead, e lê-o lá.
desk-add-open = Abrir o lead
desk-add-next-card = O próximo cartão do mesmo evento:
desk-add-how = Como os conhece
desk-add-call = Ligaram
desk-add-tip = Uma indicação
desk-add-card = Um cartão de uma feira
desk-add-tip-hint = Alguém diz que precisam do que vendemos; se o querem, ninguém sabe. Não recebem e-mails de marketing.
desk-add-hint = Preencha o que sabe: basta um nome, um número ou um endereço.
desk-add-known = Já os conhecemos
desk-add-alike = É um destes?
desk-add-others-hint = Um colega tem alguém com este endereço ou número. O que acrescentar fica nesse lead.
desk-add-known-hint = Alguém tem este endereço ou número. Abra esse lead; ou acrescente o que tem, e fica nele.
desk-add-to-known = Juntar ao que sabemos
desk-add-somebody-else = É outra pessoa: adicionar
desk-add-consent = Disseram-me que aceitam e-mails com dicas e novidades.
desk-add-who = Quem trata deles?
desk-add-me = Eu
desk-add-next = Quem for o próximo na rotação
desk-add-nobody = Ninguém por agora
desk-add-button = Adicionar
desk-add-not-for-you = Pode ver leads, e não adicionar nenhum.
desk-add-counts-once = O que adicionou conta uma só vez.
desk-add-nothing = Nada foi adicionado
desk-add-erased = Foi apagado entretanto. Abra a página de novo para adicionar alguém.
desk-add-event = Evento
desk-add-name = Nome
desk-add-company = Empresa
desk-add-phone = Telefone
desk-add-email = E-mail
desk-add-title = Cargo
desk-add-referred-by = Quem deu a indicação
desk-add-country = País
desk-add-no-country = Desconhecido
desk-add-want = O que querem
desk-add-need = Do que precisam
desk-add-talked = De que falaram

# A página do gestor
desk-team = Equipa
desk-team-for = É para quem dirige a equipa.
desk-team-stays-so = O que foi reatribuído assim fica.
desk-team-done = { $count ->
        [one] Um lead tem novo responsável.
       *[other] { $count } leads têm novo responsável.
    }
desk-team-mailed = Recebem um e-mail.
desk-team-left = Não houve tempo para mais { $count }: continuam escolhidos em baixo, prima de novo.
desk-team-stays = <a>Um lead</a> fica: { $why }.
desk-team-failed = não funcionou neste momento: tente de novo
desk-team-gone = já não existe
desk-team-others = entretanto é de outra pessoa
desk-team-over = Fora de prazo agora
desk-team-on-time = Ninguém está atrasado.
desk-team-on-time-running = { $count ->
        [one] Ninguém está atrasado; um lead espera ser aceite, ainda dentro do prazo.
       *[other] Ninguém está atrasado; { $count } leads esperam ser aceites, ainda dentro do prazo.
    }
desk-team-longest = O atraso maior primeiro.
desk-team-running = Mais { $count } por aceitar, ainda dentro do prazo.
desk-team-owner = Responsável
desk-team-lead = Lead
desk-team-what = O quê, e desde quando
desk-team-more-late = E mais { $count }: veja em baixo quem está atrasado.
desk-team-unowned = { $count ->
        [one] <a>Um lead não tem ninguém</a>: atribua-o a alguém.
       *[other] <a>{ $count } leads não têm ninguém</a>: atribua-os a alguém.
    }
desk-team-people = Pessoas
desk-team-no-leads = não recebe leads
desk-team-no-mail = o e-mail não lhes chega
desk-team-open = { $open } abertos
desk-team-open-of = { $open } abertos de { $most }
desk-team-or-more = { $open } ou mais
desk-team-late = { $count } em atraso
desk-team-leads = Leads
desk-team-reassign = Reatribuir
desk-team-from = Leads de { $name } para outros
desk-team-from-none = { $name } não tem leads abertos.
desk-team-most-urgent = Os { $count } mais urgentes; os outros vêm quando estes estiverem reatribuídos.
desk-team-to = Quem os recebe
desk-team-choose = Escolher
desk-team-why = Porquê
desk-team-choose-leads = Escolha primeiro os leads.
desk-team-choose-who = Escolha quem os recebe.
desk-team-choose-listed = Escolha alguém da lista.
desk-team-unable = { $name } não os pode receber: { $why }.
desk-team-why-refused = O motivo não pode ser guardado: { $why }.
desk-team-write-why = Escreva porquê: o novo responsável lê-o no e-mail.
desk-team-rows = Linhas e sequências
desk-team-sources = Origens e campanhas
desk-team-sources-hint = Linhas más e duplicados por origem: o que reclamar a um fornecedor.
desk-team-nurture = Sequências e os seus e-mails
desk-team-nurture-hint = Quem está numa sequência, quem lê, quem cancela, quem pediu um vendedor.

# Ausências
desk-away = Estou ausente
desk-away-saved = Guardado.
desk-away-available = Está disponível e recebe leads.
desk-away-returned = <strong>O e-mail para { $address } foi devolvido.</strong> Os novos leads vão para outros até que um e-mail chegue lá de novo, ou quem gere este sistema diga que funciona.
desk-away-you = Está { $absence }.
desk-away-back = Voltei
desk-away-here = Afinal estou cá { $days }
desk-away-other-days = Ausente noutros dias
desk-away-hint = Do primeiro ao último dia, os novos leads vão para outros, tal como um lead seu que peça de novo um vendedor.
desk-away-first = Primeiro dia
desk-away-last = Último dia
desk-away-no-button = Esse botão não existe. Carregue esta página de novo.
desk-away-choose-first = Escolha o primeiro dia de ausência.
desk-away-choose-last = Escolha o último dia de ausência.
desk-away-order = O último dia é anterior ao primeiro.
desk-away-over = Esse dia já passou: escolha hoje ou um dia que venha.
desk-away-too-far = Escolha um dia dentro de dois anos.
desk-away-moved = Diga na mesa que está ausente
desk-away-moved-hint = Esta ligação expirou, e um e-mail por si só já não diz que alguém está ausente: qualquer pessoa a quem fosse reencaminhado poderia. Inicie sessão uma vez, e diga-o lá.

# Uma ligação expirada
desk-fresh-sent = Veja o seu e-mail
desk-fresh-sent-hint = Se ainda pode ver o lead, uma nova ligação vai a caminho do seu endereço. Pode demorar um minuto; ninguém recebe mais de cinco destes e-mails por hora.
desk-fresh-sent-desk = Também encontra todos os seus leads na <a>mesa</a>.
desk-fresh-hint = As ligações dos e-mails sobre leads funcionam 30 dias. Enviamos com gosto uma nova para o endereço que recebeu esta.
desk-fresh-button = Enviem-me uma nova ligação
desk-fresh-log-in = Ou <a>inicie sessão</a>: todos os seus leads estão lá.
desk-fresh-program = Faça POST para este endereço, e uma nova ligação é enviada à pessoa de quem era.
desk-fresh-again = Prima o botão de novo daqui a um minuto.

# O que não pode ser adicionado
desk-add-known-by = Escreva um nome, uma empresa, um e-mail ou um número: algo por que os reconhecer.
desk-add-write-event = Escreva o evento onde recebeu o cartão.
desk-add-choose-taker = Escolha quem trata deles.

# Posts that are kept aside as spam
desk-suspects = Postos de parte
desk-suspects-hint =
    Estes envios dos seus formulários parecem spam, ou ninguém pode confirmar quem escreveu estes e-mails. Não foi enviado correio, nada foi pontuado e nenhum lead foi criado ou alterado. Liberte o que é verdadeiro: faz-se então tudo o que a chegada teria feito, com a hora do envio como hora do pedido, e o prazo da entrega conta a partir de agora. O que ninguém decide é eliminado ao fim de { $days ->
        [one] um dia
       *[other] { $days } dias
    }.
desk-suspects-empty = Não há nada posto de parte. Os envios que parecem spam e os e-mails cujo autor ninguém pode confirmar esperam aqui que alguém os liberte.
desk-suspects-share =
    Nos últimos 30 dias { $aside ->
        [one] um envio foi posto
       *[other] { $aside } envios foram postos
    } de parte: { $released } libertados, { $condemned } reconhecidos como spam.
desk-suspects-release = Libertar
desk-suspects-condemn = É spam
desk-suspects-condemn-all = Tudo nesta página é spam
desk-suspects-more = Mais antigos
desk-suspects-decided = Decididos nos últimos dias
desk-suspects-released-by = libertado por { $name }, { $when }
desk-suspects-condemned-by = spam, segundo { $name }, { $when }
desk-suspects-done-released =
    { $count ->
        [one] Um envio libertado.
       *[other] { $count } envios libertados.
    }
desk-suspects-done-condemned =
    { $count ->
        [one] Um envio marcado como spam.
       *[other] { $count } envios marcados como spam.
    }
desk-suspects-left =
    { $count ->
        [one] Um envio ficou
       *[other] { $count } envios ficaram
    } por fazer: prima outra vez.
desk-suspects-gone =
    { $count ->
        [one] Um envio já foi decidido
       *[other] { $count } envios já foram decididos
    } por outra pessoa, ou expirou.
desk-suspects-choose = Escolha primeiro os envios.
desk-suspects-for = Esta página é para gestores, marketing e administradores.
desk-suspects-points = { $points } pontos
desk-suspects-link = Envios e e-mails postos de parte
desk-suspects-posted = { $form }, { $when }

# Signs of spam
desk-sign-trap = Foi preenchido um campo que ninguém vê
desk-sign-too-fast =
    Enviado { $seconds ->
        [one] um segundo
       *[other] { $seconds } segundos
    } depois de mostrar o formulário
desk-sign-links =
    { $count ->
        [one] Uma ligação
       *[other] { $count } ligações
    } na mensagem
desk-sign-markup = HTML ou BBCode num texto
desk-sign-link-in-line = Uma ligação no campo { $field }
desk-sign-gibberish = Letras ao acaso no campo { $field }
desk-sign-repetition = O mesmo, vezes sem conta
desk-sign-same-text = O mesmo texto em { $count } campos
desk-sign-disposable = Um endereço descartável
desk-sign-role = O endereço de um serviço, não de uma pessoa
desk-sign-no-mailbox = O SES não conhece essa caixa de correio
desk-sign-random-address = O SES considera que o endereço são letras ao acaso
desk-sign-network = { $count } envios da mesma rede numa hora
desk-sign-captcha-solved = O captcha foi resolvido
desk-sign-captcha-failed = O captcha não foi resolvido
desk-sign-captcha-reused = O captcha foi resolvido para outro envio
desk-sign-captcha-missing = O captcha não foi verificado: o envio não o traz, como sem JavaScript
desk-sign-captcha-stale = O captcha não foi verificado: tinha expirado ou já fora verificado
desk-sign-captcha-no-answer = O captcha não foi verificado: o fornecedor não respondeu
desk-sign-captcha-setup = O captcha não foi verificado: o fornecedor não aceita as nossas chaves
desk-sign-known = O endereço é de um lead conhecido
desk-sign-in-hand = O endereço é de um lead entregue às vendas
desk-sign-mail-not-checked = O SES não verificou este e-mail
desk-sign-mail-unproven = Nada prova que foi o remetente que o escreveu
desk-sign-mail-spam = O SES considera este e-mail spam
desk-sign-mail-virus = O SES não garante que este e-mail não tem vírus

# Lists that are uploaded and imported.
desk-nav-lists = Listas
desk-lists = Listas
desk-lists-hint = Envie uma lista de leads: CSV de qualquer tipo ou um livro do Excel (.xlsx), de { $most } MB no máximo. Nada é importado antes de você ver o que aconteceria. Listas de fornecedores e listas maiores são importadas pelo comando leadwright import.
desk-lists-source = Origem
desk-lists-source-hint = O que a lista é, como “feira”: a origem dos seus leads. Uma lista da mesma origem com as mesmas linhas conta uma vez.
desk-lists-file = Arquivo
desk-lists-upload = Enviar
desk-lists-no-file = Escolha um arquivo.
desk-lists-no-source = Diga em uma linha qual é a origem dos leads. Escolha também o arquivo outra vez.
desk-lists-wrong-campaign = Uma campanha é uma linha de 100 caracteres no máximo.
desk-lists-too-large = O arquivo tem mais de { $most } MB. Divida-o ou peça a importação pelo comando leadwright import. Nada foi alterado.
desk-lists-uploads = Enviadas
desk-lists-uploaded-by = enviada por { $name }, { $when }
desk-lists-imports = Importações
desk-lists-rows-of = { $when }: { $done } de { $rows } linhas
desk-lists-undone = desfeita
desk-lists-checking = Está sendo verificada
desk-lists-checking-hint = Ainda nada foi importado.
desk-lists-checked = Pode ser importada
desk-lists-refused = Não pode ser importada como está
desk-lists-importing = Está sendo importada
desk-lists-imported = Está importada
desk-lists-load = Carregar de novo
desk-lists-progress = { $done } de { $rows } linhas estão a caminho. Continua sem esta página.
desk-lists-done = { $rows } linhas, { $when }.
desk-lists-undo = Para desfazer, quem administra o sistema digita:
desk-lists-known = A mesma lista já foi importada: importada outra vez, não muda nada.
desk-lists-changed = Nada foi alterado: alguém apertou um botão antes de você. É assim que está agora.
desk-lists-found = O que foi entendido
desk-lists-would = { $rows } linhas podem ser importadas: { $new } leads novos, { $known } conhecidos; { $repeated } linhas são de um lead de uma linha anterior.
desk-lists-consent = Consentimento: { $yes } sim, { $no } não, { $other } não entendidos, que não contam como consentimento. Uma lista nunca tira um “não” que uma pessoa disse.
desk-lists-as-text = { $field }: { $count } células não podem ser lidas como o que o campo pede e ficam como texto.
desk-lists-rejected = Linhas deixadas de fora: { $count }
desk-lists-rejected-file = As linhas deixadas de fora, em CSV: conserte-as ali e envie esse arquivo
desk-lists-rejected-part = Ele tem as primeiras { $count }.
desk-lists-line = Linha { $line }:
desk-lists-columns = O que cada coluna significa
desk-lists-left-out = deixada de fora
desk-lists-order = Datas como 01-02-2026
desk-lists-order-found = como todas as datas da lista mostram
desk-lists-order-day = primeiro o dia
desk-lists-order-month = primeiro o mês
desk-lists-yes = Palavras que significam sim em uma coluna de consentimento, além de sim, true e x, com vírgulas; DATE para qualquer data
desk-lists-campaign = Campanha das linhas que não nomeiam nenhuma
desk-lists-starts = Estas pessoas são novas agora: quem aceitou e-mails entra nas sequências que começam com esta origem
desk-lists-check = Verificar de novo
desk-lists-import = Importar { $rows } linhas
desk-lists-import-hint = O que você mudar aqui é verificado primeiro: você vê o que aconteceria, depois importa.
desk-lists-all = Todas as listas
desk-exports = Exportar leads e atividades
desk-exports-hint = Um ficheiro com todos os leads, ou com tudo o que lhes aconteceu. Tem dados pessoais de todos: guarde-o como tal e apague-o depois de usado. Aqui é apagado ao fim de { $days } dias. O número de telefone não aparece se o lead pediu para não ser contactado por telefone.
desk-exports-of = Conteúdo
desk-exports-leads = Leads: uma linha por lead
desk-exports-activities = Atividades: uma linha por cada coisa que aconteceu
desk-exports-format = Formato
desk-exports-csv = CSV, para uma folha de cálculo
desk-exports-json-lines = Linhas JSON, para um programa
desk-exports-ask = Escrever o ficheiro
desk-exports-files = Ficheiros
desk-exports-none = Não há nenhum ficheiro. O que for pedido está aqui ao fim de um minuto; cem mil leads demoram alguns minutos.
desk-exports-writing = A ser escrito: { $rows } linhas até agora. Continua também sem esta página.
desk-exports-written = { $rows } linhas, { $size } KB, até { $when }
desk-exports-unreadable = { $count } linhas da tabela não puderam ser lidas e faltam: leadwright audit nomeia-as.
desk-exports-asked-by = pedido por { $name }, { $when }
desk-exports-for = Esta página é para administradores.
