const base = location.origin;
for (const form of document.querySelectorAll("form[data-form]")) watchForm(form, form.dataset.form);
