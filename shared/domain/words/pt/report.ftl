# Os e-mails dos relatórios.

report-against = face a { $past }
report-change-against = { $change } face a { $past }
report-below-a-number = Por baixo de um número: a sua variação face a { $past }.
report-in-brackets = Entre parênteses retos: a variação face a { $past }.
report-sure = 95%: { $interval }
report-no-advice = Nada: nenhuma diferença nestes dias é maior do que o acaso a faz.
report-too-few = * Poucos casos para comparar com outros.
report-all-rows = Todas as linhas
report-attached = { $section }: em anexo como { $file }
report-too-large = { $section }: demasiado grande para um e-mail; este comando escreve-o: { $command }
report-what-numbers-are = O que são os números
report-nothing-is = não há nada com que calcular. Um custo desconhecido não é 0.
report-empty-series = Nada foi contado aqui nestes dias. Logo que haja algo, aqui aparece { $measures }, para cada { $by }.
report-empty-rows = Nada foi contado aqui nestes dias. Logo que haja algo, aqui aparece { $measures }, por { $by }.
report-not-counted = { $days }: { $count ->
        [one] este dia ainda não tem
       *[other] estes dias ainda não têm
    } contagem completa, por isso estes números vão mudar; o próximo relatório indica o que mudou.
report-more-counted-late = { $period }: { $measure } era { $mailed } quando foi enviado e agora é { $now } ({ $apart } a mais, contados mais tarde).
report-more-costs = { $period }: { $measure } era { $mailed } quando foi enviado e agora é { $now } ({ $apart } a mais, importados ou alterados desde então).
report-fewer = { $period }: { $measure } era { $mailed } quando foi enviado e agora é { $now } ({ $apart } a menos, após correções).
report-less-costs = { $period }: { $measure } era { $mailed } quando foi enviado e agora é { $now } ({ $apart } a menos, após correções dos custos).
report-why = Recebe este relatório { $when }, porque reports.yaml indica o seu nome em `{ $name }`. { $operator } altera isso, e o que ele mostra.
report-whose-days = { $company } conta pelos seus próprios dias ({ $zone }). Nomes e endereços de leads nunca estão num relatório.

report-every-day = todos os dias às { $time }
report-every-monday = todas as segundas-feiras às { $time }
report-every-tuesday = todas as terças-feiras às { $time }
report-every-wednesday = todas as quartas-feiras às { $time }
report-every-thursday = todas as quintas-feiras às { $time }
report-every-friday = todas as sextas-feiras às { $time }
report-every-saturday = todos os sábados às { $time }
report-every-sunday = todos os domingos às { $time }
report-every-month = no dia 1 de cada mês às { $time }
report-every-year = no dia 1 de cada ano às { $time }
