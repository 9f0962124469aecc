# O que cada página tem: moldura, campos, problemas, dias.

page-nav = Páginas
page-optional = (opcional)
page-amount = { $label } em { $currency }
page-help = Precisa de ajuda? Escreva para <a>{ $contact }</a>.
page-not-found = Não há nada aqui
page-not-found-hint = Não existe nenhuma página neste endereço. Talvez tenha sido cortado ou mal escrito.

date-month-1 = janeiro
date-month-2 = fevereiro
date-month-3 = março
date-month-4 = abril
date-month-5 = maio
date-month-6 = junho
date-month-7 = julho
date-month-8 = agosto
date-month-9 = setembro
date-month-10 = outubro
date-month-11 = novembro
date-month-12 = dezembro
date-mon-1 = jan.
date-mon-2 = fev.
date-mon-3 = mar.
date-mon-4 = abr.
date-mon-5 = mai.
date-mon-6 = jun.
date-mon-7 = jul.
date-mon-8 = ago.
date-mon-9 = set.
date-mon-10 = out.
date-mon-11 = nov.
date-mon-12 = dez.
date-weekday-1 = segunda-feira
date-weekday-2 = terça-feira
date-weekday-3 = quarta-feira
date-weekday-4 = quinta-feira
date-weekday-5 = sexta-feira
date-weekday-6 = sábado
date-weekday-7 = domingo
date-wday-1 = seg.
date-wday-2 = ter.
date-wday-3 = qua.
date-wday-4 = qui.
date-wday-5 = sex.
date-wday-6 = sáb.
date-wday-7 = dom.

date-day = { $wday }, { $day } { $mon }
date-day-of-year = { $wday }, { $day } { $mon } { $year }
date-full = { $weekday }, { $day } de { $month } de { $year }
date-long = { $day } de { $month } de { $year }
date-long-day = { $day } de { $month }
date-short-day = { $day } { $mon }
date-month-of-year = { $month } de { $year }
date-mon-of-year = { $mon } { $year }

time-now = agora mesmo
time-seconds-ago = há { $count } { $count ->
        [one] segundo
       *[other] segundos
    }
time-minutes-ago = há { $count } { $count ->
        [one] minuto
       *[other] minutos
    }
time-hours-ago = há { $count } { $count ->
        [one] hora
       *[other] horas
    }
time-days-ago = há { $count } { $count ->
        [one] dia
       *[other] dias
    }
time-today = hoje às { $time }
time-tomorrow = amanhã às { $time }
time-yesterday = ontem às { $time }
time-on-day = { $day } às { $time }
time-done-today = hoje às { $time }
time-done-tomorrow = amanhã às { $time }
time-done-yesterday = ontem às { $time }
time-done-on-day = { $day } às { $time }

page-asked-no-calls = pediu para não receber chamadas
page-asked-no-mail = pediu para não receber e-mails
page-asked-no-letters = pediu para não receber cartas
page-asked-no-messages = pediu para não receber mensagens

# O que diz um campo de um formulário
form-fill-in = Preencha “{ $label }”.
form-tick = Assinale esta caixa: sem isso não lhe podemos escrever.
form-too-long = “{ $label }” é demasiado longo: use no máximo { $limit } caracteres.
form-email = Escreva um endereço de e-mail como maria@example.com.
form-phone = “{ $label }” não parece um número de telefone. Escreva-o como +351 912 345 678.
form-phone-with-country = Não conseguimos saber que número é “{ $label }”. Escreva-o com o indicativo do país, como +351 912 345 678.
form-email-or-phone = Preencha “{ $email }” ou “{ $phone }”: basta um dos dois.
form-number = Escreva “{ $label }” como número inteiro, como 50.
form-country = Escreva “{ $label }” como o nome de um país, ou as suas duas letras, como PT.
form-choice = Escolha uma das respostas a “{ $label }”.
form-choices = Escolha entre as respostas a “{ $label }”.
form-yes-no = Responda a “{ $label }” com sim ou não.
form-date = Escreva “{ $label }” como data, como 10/12/2026.
form-web-address = Escreva “{ $label }” como endereço, como https://www.example.com.
form-time-zone = Escolha “{ $label }” na lista de fusos horários, como Europe/Lisbon.
form-tick-this = Assinale “{ $label }”.
form-at-least = Escreva em “{ $label }” um número igual ou superior a { $limit }.
form-at-most = Escreva em “{ $label }” um número igual ou inferior a { $limit }.
form-choose-at-least = Escolha pelo menos { $limit ->
    [one] uma resposta
   *[other] { $limit } respostas
} a “{ $label }”.
form-choose-at-most = Escolha no máximo { $limit ->
    [one] uma resposta
   *[other] { $limit } respostas
} a “{ $label }”.
form-not-before = Escreva em “{ $label }” um dia a partir de { $day }.
form-not-after = Escreva em “{ $label }” um dia até { $day }.
form-file = Não podemos receber ficheiros aqui: deixe “{ $label }” vazio e envie-nos o resto.
form-one-value = “{ $label }” aceita um valor, e não vários uns dentro dos outros.
form-number-as-text = O número em “{ $label }” é demasiado longo para ser lido com exatidão: envie-o como texto.
form-address-parts = “{ $label }” é uma morada em partes: envie { $parts }.
form-unknown = Este formulário não tem um campo “{ $name }”.
form-unknown-too-much = Há demasiados campos que este formulário não pede: no máximo 20, com { $most } caracteres no total.
form-unknown-not-kept = O campo “{ $name }”, que este formulário não pede, não pode ser guardado tal como está.
form-street = Rua e número
form-postal-code = Código postal
form-city = Localidade
form-region = Estado ou região
form-address-country = País
page-yes = Sim
page-no = Não
page-method = Isso não funciona aqui
page-method-hint = Este endereço não aceita { $method }; aceita { $methods }.
page-not-recognised = { $typed } (não reconhecido)

# Aquilo que uma pessoa aceita com um consentimento
page-purpose-mail = E-mails de marketing
page-purpose-phone = Chamadas com ofertas
page-purpose-measuring = Medição de visitas e cliques
form-tick-consent = Assinale esta caixa: o formulário precisa dela.
