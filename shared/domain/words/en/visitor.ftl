# The pages of a form
visitor-choose = Please choose
visitor-look-below = Something is missing or not quite right. Please look at what is marked below.
visitor-not-right = Some fields are not right
visitor-not-right-hint = Some fields are missing or not right: `errors` says which, and what to enter.
visitor-not-taken = We could not take that just now. Please try again in a minute.
visitor-try-again = Please try again
visitor-unreadable = We could not read that
visitor-body-type = Post a form as application/x-www-form-urlencoded, multipart/form-data, text/plain or application/json.
visitor-body-large = A post may have { $limit } KB at the most.
visitor-body-many = A post may have { $limit } fields at the most.
visitor-body-bytes = The post is not { $encoding } text: send it as UTF-8, or declare its encoding, as in “Content-Type: application/x-www-form-urlencoded; charset=ISO-8859-1”.
visitor-body-encoding = The post declares an encoding that forms are not read in: send it as UTF-8.
visitor-body-json = This is not a JSON object of fields: { $why }
visitor-body-lines = This is neither JSON nor lines of “name=value”.
visitor-body-multipart = This is no form of parts, or it was cut off: every part has a name, and the last line is the boundary with “--” behind it.
visitor-body-headers = A part of this post has a longer name or more headers than a form has.
visitor-body-nested = A part of this post is encoded, or has parts itself: send every field as it is, in a part of its own.
visitor-body-key = An Idempotency-Key has 1 to 128 visible characters.
visitor-no-form = There is no such form
visitor-no-form-hint = There is no form { $name } here. Perhaps the address was cut off or mistyped.
visitor-other-site = This form is not for that site
visitor-other-site-hint = The form does not take posts of { $origin }. Please fill it in on our own site.
visitor-no-site-hint = The form does not take posts that do not say which site they come from. Please fill it in on our own site.
visitor-page-of-site = A page view names the address of the page that was opened, of the site that sends it.

# Links of mails
visitor-link-wrong = This link does not work
visitor-link-wrong-hint = Perhaps it was cut off in the mail. Please use the link at the end of one of our mails.
visitor-failed = That did not work
visitor-unreadable-hint = { $why } Please open the link in the mail again and press the button there.
visitor-nothing-changed = Nothing was changed
visitor-try-later = That did not work just now
visitor-load-again = Please load this page again in a minute. Nothing was changed.
visitor-unknown = We don't know you any more
visitor-unknown-hint = You get no mail from us.

# Unsubscribing
visitor-unsubscribe = Unsubscribe
visitor-no-more = No more mail from us?
visitor-no-more-hint = Press the button, and we send you no more tips and offers. What you ask for yourself, we still answer.
visitor-only-less = Only want less? Choose what you get
visitor-unsubscribed = You are unsubscribed
visitor-already = You get no tips and offers from us: there is nothing more to do. What you ask for yourself, we still answer.
visitor-changed-mind = Changed your mind? Choose what you get
visitor-is-done = We send you no more tips and offers. Should a mail be on its way this very moment, it is the last.
visitor-again-in-a-minute = Please try again in a minute.
visitor-post-again = Please post it again in a minute.

# Confirming a consent
visitor-mail = Mail from us
visitor-was-it-you = Was it you?
visitor-was-it-you-hint = On { $day }, somebody ticked a box on our web site with your address. Mail from us to you had been ended before, so we ask.
visitor-yes-send = Yes, send it to me
visitor-not-me = If it was not you, just close this page. Then nothing changes.
visitor-confirmed = You get our mail
visitor-confirmed-hint = It is confirmed. You can change your mind at any time: every mail has a link for it at its end.
visitor-choose-what = Choose what you get
visitor-withdrawn = You unsubscribed after this mail was asked for, or we were told to stop, so its link does nothing any more. You get no tips and offers from us.
visitor-closed = We send you no mail
visitor-closed-hint = We send no mail to your address any more. If that is wrong, write to <a>{ $address }</a>.
visitor-expired = This link has expired
visitor-expired-hint = It works for seven days, and a newer one takes its place. Nothing was changed: you get no mail because of it. If you want our mail, fill in the form on our web site once more.

# Choosing what one gets
visitor-what-you-get = What you get from us
visitor-mail-to = Marketing mail to { $address }
visitor-saved = Saved.
visitor-on = You get what is ticked here.
visitor-paused = You get no marketing mail until { $day }. Then it resumes by itself.
visitor-off = You get no marketing mail from us. What you ask for yourself, we still answer.
visitor-some-again = Would you like some again?
visitor-yes-these = Yes, send me these
visitor-send-me = Send me
visitor-save = Save
visitor-pause = Pause for a month
visitor-resume = End the pause now
visitor-stop-all = Unsubscribe from all marketing mail
visitor-you-asked-calls = You asked not to be called.
visitor-you-asked-mail = You asked for no mail.
visitor-you-asked-letters = You asked for no letters.
visitor-you-asked-messages = You asked for no text messages.
visitor-may-call = You may call me again
visitor-may-write = You may write to me again
visitor-may-send-letters = You may send me letters again
visitor-may-text = You may send me text messages again
visitor-press-one = Press one of the buttons.
visitor-tick = Tick what you want to get.

# Consents of a form, and what the person says of them later
visitor-privacy = How we protect your data
visitor-look-in-mailbox = Thank you. Please look in your mailbox: if your address is not confirmed yet, a mail asks you to confirm it with one click. Until then we send you nothing else.
visitor-was-it-you-first = On { $day }, somebody entered your address on our web site and ticked this box. We ask, so that nobody can do that in your name.
visitor-also-waits = Since then your address was entered in other forms, too. One click confirms all of them:
visitor-agreements = What you agreed to
visitor-agreed-on = You agreed on { $day }.
visitor-agreed-mail-on = You agreed to our mail on { $day }.
visitor-withdrew-on = You withdrew it on { $day }.
visitor-withdraw-phone = Don’t call me with offers
visitor-give-phone = You may call me with offers
visitor-withdraw-measuring = Don’t measure what I open and visit
visitor-give-measuring = You may measure what I open and visit

# Against robots
visitor-trap = Please leave this field empty
visitor-captcha-noscript = Without JavaScript we can’t check that you are no robot. Send the form all the same: a person may have to look at it first.
