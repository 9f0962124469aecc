//! What a form has against robots: a field that no person sees, the time when it was shown, and captchas: a page of ours shows the widget of a provider, and the provider says afterwards whether its token is good.
//!
//! Sources: <https://developers.cloudflare.com/turnstile/get-started/> and <https://docs.hcaptcha.com/>.

use serde::{Deserialize, Serialize};

/// The name of the field that no person sees. No field of a company's form can have a dash in its name.
pub const TRAP: &str = "contact-website";

/// The name of the field that says when the form was shown.
pub const SHOWN: &str = "form-shown";

/// The field is one of ours against robots, beside those of a form. Turnstile and hCaptcha answer by the name of another
/// captcha, too.
pub(crate) fn is_guard_field(name: &str) -> bool {
    [TRAP, SHOWN, "g-recaptcha-response"].contains(&name) || Captcha::ALL.iter().any(|captcha| captcha.field() == name)
}

/// Whose captcha a form has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Captcha {
    /// Cloudflare Turnstile.
    Turnstile,
    /// hCaptcha.
    Hcaptcha,
}

impl Captcha {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Turnstile, Self::Hcaptcha];

    /// Its name in a form's file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Turnstile => "turnstile",
            Self::Hcaptcha => "hcaptcha",
        }
    }

    /// The script that shows the widget in every element of the [class](Self::class).
    pub fn script(self) -> &'static str {
        match self {
            Self::Turnstile => "https://challenges.cloudflare.com/turnstile/v0/api.js",
            Self::Hcaptcha => "https://js.hcaptcha.com/1/api.js",
        }
    }

    /// The class of the element that becomes the widget.
    pub fn class(self) -> &'static str {
        match self {
            Self::Turnstile => "cf-turnstile",
            Self::Hcaptcha => "h-captcha",
        }
    }

    /// The name of the field that the widget puts its token into.
    pub fn field(self) -> &'static str {
        match self {
            Self::Turnstile => "cf-turnstile-response",
            Self::Hcaptcha => "h-captcha-response",
        }
    }

    /// Where a token is checked.
    pub fn verify_at(self) -> &'static str {
        match self {
            Self::Turnstile => "https://challenges.cloudflare.com/turnstile/v0/siteverify",
            Self::Hcaptcha => "https://api.hcaptcha.com/siteverify",
        }
    }

    /// What the page's content security policy must allow: directives, each with its sources.
    pub fn policy(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Turnstile => &[
                ("script-src", "https://challenges.cloudflare.com"),
                ("frame-src", "https://challenges.cloudflare.com"),
            ],
            Self::Hcaptcha => &[
                ("script-src", "https://hcaptcha.com https://*.hcaptcha.com"),
                ("frame-src", "https://hcaptcha.com https://*.hcaptcha.com"),
                ("style-src", "https://hcaptcha.com https://*.hcaptcha.com"),
                ("connect-src", "https://hcaptcha.com https://*.hcaptcha.com"),
            ],
        }
    }
}
