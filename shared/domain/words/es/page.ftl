# Lo que tiene cada página: marco, campos, problemas, días.

page-nav = Páginas
page-optional = (opcional)
page-amount = { $label } en { $currency }
page-help = ¿Necesita ayuda? Escriba a <a>{ $contact }</a>.
page-not-found = Aquí no hay nada
page-not-found-hint = No hay ninguna página en esta dirección. Quizá esté cortada o mal escrita.

date-month-1 = enero
date-month-2 = febrero
date-month-3 = marzo
date-month-4 = abril
date-month-5 = mayo
date-month-6 = junio
date-month-7 = julio
date-month-8 = agosto
date-month-9 = septiembre
date-month-10 = octubre
date-month-11 = noviembre
date-month-12 = diciembre
date-mon-1 = ene
date-mon-2 = feb
date-mon-3 = mar
date-mon-4 = abr
date-mon-5 = may
date-mon-6 = jun
date-mon-7 = jul
date-mon-8 = ago
date-mon-9 = sept
date-mon-10 = oct
date-mon-11 = nov
date-mon-12 = dic
date-weekday-1 = lunes
date-weekday-2 = martes
date-weekday-3 = miércoles
date-weekday-4 = jueves
date-weekday-5 = viernes
date-weekday-6 = sábado
date-weekday-7 = domingo
date-wday-1 = lun
date-wday-2 = mar
date-wday-3 = mié
date-wday-4 = jue
date-wday-5 = vie
date-wday-6 = sáb
date-wday-7 = dom

date-day = { $wday } { $day } { $mon }
date-day-of-year = { $wday } { $day } { $mon } { $year }
date-full = { $weekday }, { $day } de { $month } de { $year }
date-long = { $day } de { $month } de { $year }
date-long-day = { $day } de { $month }
date-short-day = { $day } { $mon }
date-month-of-year = { $month } de { $year }
date-mon-of-year = { $mon } { $year }

time-now = ahora mismo
time-seconds-ago = hace { $count } { $count ->
        [one] segundo
       *[other] segundos
    }
time-minutes-ago = hace { $count } { $count ->
        [one] minuto
       *[other] minutos
    }
time-hours-ago = hace { $count } { $count ->
        [one] hora
       *[other] horas
    }
time-days-ago = hace { $count } { $count ->
        [one] día
       *[other] días
    }
time-today = hoy { $time }
time-tomorrow = mañana { $time }
time-yesterday = ayer { $time }
time-on-day = { $day } { $time }
time-done-today = a las { $time }
time-done-tomorrow = mañana a las { $time }
time-done-yesterday = ayer a las { $time }
time-done-on-day = el { $day } a las { $time }

page-asked-no-calls = pidió no recibir llamadas
page-asked-no-mail = pidió no recibir correos
page-asked-no-letters = pidió no recibir cartas
page-asked-no-messages = pidió no recibir mensajes de texto

# Lo que dice un campo de un formulario
form-fill-in = Rellene «{ $label }».
form-tick = Marque esta casilla: sin ella no podemos escribirle.
form-too-long = «{ $label }» es demasiado largo: use como máximo { $limit } caracteres.
form-email = Escriba una dirección de correo como maria@example.com.
form-phone = «{ $label }» no parece un número de teléfono. Escríbalo como +351 912 345 678.
form-phone-with-country = No podemos saber qué número es «{ $label }». Escríbalo con el prefijo del país, como +351 912 345 678.
form-email-or-phone = Rellene «{ $email }» o «{ $phone }»: basta con uno de los dos.
form-number = Escriba «{ $label }» como número entero, como 50.
form-country = Escriba «{ $label }» como el nombre de un país, o sus dos letras, como PT.
form-choice = Elija una de las respuestas a «{ $label }».
form-choices = Elija entre las respuestas a «{ $label }».
form-yes-no = Responda a «{ $label }» con sí o no.
form-date = Escriba «{ $label }» como fecha, como 10/12/2026.
form-web-address = Escriba «{ $label }» como dirección, como https://www.example.com.
form-time-zone = Elija «{ $label }» en la lista de zonas horarias, como Europe/Lisbon.
form-tick-this = Marque «{ $label }».
form-at-least = Escriba en «{ $label }» un número igual o superior a { $limit }.
form-at-most = Escriba en «{ $label }» un número igual o inferior a { $limit }.
form-choose-at-least = Elija al menos { $limit ->
    [one] una respuesta
   *[other] { $limit } respuestas
} a «{ $label }».
form-choose-at-most = Elija como máximo { $limit ->
    [one] una respuesta
   *[other] { $limit } respuestas
} a «{ $label }».
form-not-before = Escriba en «{ $label }» un día a partir del { $day }.
form-not-after = Escriba en «{ $label }» un día hasta el { $day }.
form-file = Aquí no podemos recibir archivos: deje «{ $label }» vacío y envíenos lo demás.
form-one-value = «{ $label }» admite un valor, no varios unos dentro de otros.
form-number-as-text = El número en «{ $label }» es demasiado largo para leerlo con exactitud: envíelo como texto.
form-address-parts = «{ $label }» es una dirección en partes: envíe { $parts }.
form-unknown = Este formulario no tiene ningún campo «{ $name }».
form-unknown-too-much = Hay demasiados campos que este formulario no pide: como máximo 20, con { $most } caracteres en total.
form-unknown-not-kept = El campo «{ $name }», que este formulario no pide, no se puede guardar tal como está.
form-street = Calle y número
form-postal-code = Código postal
form-city = Localidad
form-region = Provincia o región
form-address-country = País
page-yes = Sí
page-no = No
page-method = Eso no funciona aquí
page-method-hint = Esta dirección no admite { $method }; admite { $methods }.
page-not-recognised = { $typed } (no reconocido)

# A lo que una persona accede con un consentimiento
page-purpose-mail = Correos comerciales
page-purpose-phone = Llamadas con ofertas
page-purpose-measuring = Medición de visitas y clics
form-tick-consent = Marque esta casilla: el formulario la necesita.
