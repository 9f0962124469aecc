# Los correos de los informes.

report-against = frente a { $past }
report-change-against = { $change } frente a { $past }
report-below-a-number = Debajo de un número: su variación frente a { $past }.
report-in-brackets = Entre corchetes: la variación frente a { $past }.
report-sure = 95{ "\u00A0" }%: { $interval }
report-no-advice = Nada: ninguna diferencia en estos días es mayor de lo que la hace el azar.
report-too-few = * Muy pocos casos para compararlos con otros.
report-all-rows = Todas las filas
report-attached = { $section }: adjunto como { $file }
report-too-large = { $section }: demasiado grande para un correo; este comando lo escribe: { $command }
report-what-numbers-are = Qué son los números
report-nothing-is = no hay nada con qué calcularlo. Un coste desconocido no es 0.
report-empty-series = Aquí no se contó nada en estos días. En cuanto haya algo, aquí aparece { $measures }, para cada { $by }.
report-empty-rows = Aquí no se contó nada en estos días. En cuanto haya algo, aquí aparece { $measures }, por { $by }.
report-not-counted = { $days }: { $count ->
        [one] este día aún no tiene
       *[other] estos días aún no tienen
    } un recuento completo, así que estos números cambiarán; el próximo informe indica qué cambió.
report-more-counted-late = { $period }: { $measure } era { $mailed } cuando se envió y ahora es { $now } ({ $apart } más, contados más tarde).
report-more-costs = { $period }: { $measure } era { $mailed } cuando se envió y ahora es { $now } ({ $apart } más, importados o cambiados desde entonces).
report-fewer = { $period }: { $measure } era { $mailed } cuando se envió y ahora es { $now } ({ $apart } menos, tras correcciones).
report-less-costs = { $period }: { $measure } era { $mailed } cuando se envió y ahora es { $now } ({ $apart } menos, tras correcciones de los costes).
report-why = Recibe este informe { $when } porque reports.yaml le nombra para `{ $name }`. { $operator } cambia eso, y lo que muestra.
report-whose-days = { $company } cuenta por sus propios días ({ $zone }). Los nombres y direcciones de leads nunca están en un informe.

report-every-day = cada día a las { $time }
report-every-monday = cada lunes a las { $time }
report-every-tuesday = cada martes a las { $time }
report-every-wednesday = cada miércoles a las { $time }
report-every-thursday = cada jueves a las { $time }
report-every-friday = cada viernes a las { $time }
report-every-saturday = cada sábado a las { $time }
report-every-sunday = cada domingo a las { $time }
report-every-month = el día 1 de cada mes a las { $time }
report-every-year = el día 1 de cada año a las { $time }
