//! Debian's Chromium, driven as a visitor drives it: over the `DevTools` protocol, on one websocket.
//!
//! Every step waits for what it needs by asking the page again, and fails after a minute with
//! what it waited for. Where there is no Chromium, [`Browser::launch`] says so and gives `None`:
//! the test then skips. One `Browser` is one process with a profile folder of its own; dropping it
//! ends both.

use std::io::{Write as _, stderr};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{env, fs};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use data_encoding::BASE64;
use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

/// How long a step may take: far above what a page takes, since a loaded machine is no bug of it.
const DEADLINE: Duration = Duration::from_mins(1);
/// How often a waiting step looks again.
const POLL: Duration = Duration::from_millis(20);
/// Without a desktop browser's services, which look up hosts that a closed network doesn't have.
/// Without the sandbox, which refuses to run as root: only pages of ours are shown.
const FLAGS: &str = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync \
    --disable-dev-shm-usage --remote-debugging-port=0";

/// Whether the page has its pictures and scripts.
const LOADED: &str = "document.readyState === 'complete'";

/// One Chromium with one page. See the module's documentation.
#[derive(Debug)]
pub struct Browser {
    process: Process,
    socket: WebSocket<TcpStream>,
    session: Option<String>,
    last_id: u64,
}

impl Browser {
    /// Starts Chromium with an empty page of 1280 × 800. Says so on standard error, and gives
    /// `None`, where there is no Chromium.
    pub fn launch() -> Result<Option<Self>> {
        let names = ["chromium", "chromium-browser", "google-chrome"];
        let path = env::var_os("PATH").unwrap_or_default();
        let program = env::split_paths(&path)
            .flat_map(|folder| names.map(|name| folder.join(name)))
            .find(|candidate| candidate.is_file());
        let Some(program) = program else {
            // Not by a print macro: cargo keeps those from the reader of a passing test.
            writeln!(stderr(), "skipped: there is no chromium on PATH")?;
            return Ok(None);
        };
        let mut process = Process::start(&program)?;
        let (port, path) = process.devtools()?;
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(DEADLINE))?;
        let (socket, _) = tungstenite::client(format!("ws://127.0.0.1:{port}{path}"), stream)
            .map_err(|error| anyhow!("opening Chromium's DevTools socket: {error}"))?;
        let mut browser = Self { process, socket, session: None, last_id: 0 };
        let target = &browser.call("Target.createTarget", &json!({"url": "about:blank"}))?["targetId"];
        let attach = json!({"targetId": target, "flatten": true});
        let attached = browser.call("Target.attachToTarget", &attach)?;
        browser.session = Some(string(&attached["sessionId"])?);
        // Keys and :focus work as in the window in front.
        let focused = json!({"enabled": true});
        browser.tell("Emulation.setFocusEmulationEnabled", &focused)?;
        browser.viewport(1280, 800, false)?;
        Ok(Some(browser))
    }

    /// Opens `url` and waits until it has loaded, with its pictures and scripts.
    pub fn goto(&mut self, url: &str) -> Result<()> {
        // A page that loads itself again at that moment wins, now and then.
        for is_last in [false, false, true] {
            let answer = self.call("Page.navigate", &json!({"url": url}))?;
            match answer["errorText"].as_str() {
                None => break,
                Some("net::ERR_ABORTED") if !is_last => self.until_true("the page to load", LOADED)?,
                Some(error) => bail!("opening {url}: {error}"),
            }
        }
        self.until_true(&format!("{url} to load"), LOADED)
    }

    /// Puts `value` in place of what the field held, and tells the page by `input` and `change`.
    pub fn fill(&mut self, css: &str, value: &str) -> Result<()> {
        self.wait_for(css)?;
        let fill = "(field, value) => {
            field.focus();
            field.value = value;
            for (const name of ['input', 'change'])
                field.dispatchEvent(new Event(name, {bubbles: true}));
        }";
        let (css, value) = (json!(css), json!(value));
        self.eval(&format!("({fill})(document.querySelector({css}), {value})")).map(drop)
    }

    /// Chooses a file for a file input.
    pub fn choose_file(&mut self, css: &str, file: &Path) -> Result<()> {
        self.wait_for(css)?;
        let root = self.call("DOM.getDocument", &json!({}))?["root"]["nodeId"].clone();
        let node = self.call("DOM.querySelector", &json!({"nodeId": root, "selector": css}))?["nodeId"].clone();
        self.tell("DOM.setFileInputFiles", &json!({"nodeId": node, "files": [file]}))
    }

    /// Ticks the box by a click, unless it is ticked already.
    pub fn check(&mut self, css: &str) -> Result<()> {
        self.wait_for(css)?;
        let checked = format!("document.querySelector({}).checked", json!(css));
        if self.eval(&checked)? != true {
            self.click(css)?;
            ensure!(self.eval(&checked)? == true, "a click did not tick {css}");
        }
        Ok(())
    }

    /// Clicks the middle of the element with the mouse, once it is in view and nothing covers it.
    pub fn click(&mut self, css: &str) -> Result<()> {
        let spot = self.spot(css)?;
        for (kind, clicks) in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 1)] {
            let button = if clicks == 0 { "none" } else { "left" };
            let event = json!({"type": kind, "x": spot[0], "y": spot[1], "button": button,
                "clickCount": clicks});
            self.tell("Input.dispatchMouseEvent", &event)?;
        }
        Ok(())
    }

    /// Taps the middle of the element with a finger, once it is in view and nothing covers it. The page is of a phone:
    /// see [`Self::viewport`].
    pub fn tap(&mut self, css: &str) -> Result<()> {
        let spot = self.spot(css)?;
        let touch = json!({"type": "touchStart", "touchPoints": [{"x": spot[0], "y": spot[1]}]});
        self.tell("Input.dispatchTouchEvent", &touch)?;
        self.tell("Input.dispatchTouchEvent", &json!({"type": "touchEnd", "touchPoints": []}))
    }

    /// Presses one key: `Tab`, `Shift+Tab`, `Enter`, `Space`, `Escape`, `ArrowDown` or the like.
    pub fn key(&mut self, name: &str) -> Result<()> {
        let plain = name.trim_start_matches("Shift+");
        let modifiers = if plain == name { 0 } else { 8 };
        let (key, code, text) = match plain {
            "Tab" => ("Tab", 9, ""),
            "Enter" => ("Enter", 13, "\r"),
            "Escape" => ("Escape", 27, ""),
            "Space" => (" ", 32, " "),
            "ArrowLeft" => (plain, 37, ""),
            "ArrowUp" => (plain, 38, ""),
            "ArrowRight" => (plain, 39, ""),
            "ArrowDown" => (plain, 40, ""),
            _ => bail!("no key is called {name} here"),
        };
        for (kind, text) in [("keyDown", text), ("keyUp", "")] {
            let event = json!({"type": kind, "key": key, "code": plain, "text": text,
                "windowsVirtualKeyCode": code, "modifiers": modifiers});
            self.tell("Input.dispatchKeyEvent", &event)?;
        }
        Ok(())
    }

    /// Types `text` into whatever has the focus.
    pub fn type_text(&mut self, text: &str) -> Result<()> {
        self.tell("Input.insertText", &json!({"text": text}))
    }

    /// Waits until an element matches `css`. After a click that leaves the page, name what only
    /// the next page has, or use [`Self::wait_for_url`].
    pub fn wait_for(&mut self, css: &str) -> Result<()> {
        let there = format!("document.querySelector({}) !== null", json!(css));
        self.until_true(&format!("{css} to appear"), &there)
    }

    /// Waits until the page's address holds `part` and the page has loaded.
    pub fn wait_for_url(&mut self, part: &str) -> Result<()> {
        let there = format!("location.href.includes({}) && {LOADED}", json!(part));
        self.until_true(&format!("an address with {part}"), &there)
    }

    /// The element's text as a visitor sees it, once it is there.
    pub fn text(&mut self, css: &str) -> Result<String> {
        self.wait_for(css)?;
        string(&self.eval(&format!("document.querySelector({}).innerText", json!(css)))?)
    }

    /// The page's address.
    pub fn url(&mut self) -> Result<String> {
        string(&self.eval("location.href")?)
    }

    /// Runs `script` in the page and gives its last value as JSON, a promise's once it is settled.
    /// This works with JavaScript off, too.
    pub fn eval(&mut self, script: &str) -> Result<Value> {
        let evaluate = json!({"expression": script, "returnByValue": true, "awaitPromise": true});
        let mut answer = self.call("Runtime.evaluate", &evaluate)?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            bail!("the page threw {}", thrown["exception"]["description"]);
        }
        Ok(answer["result"]["value"].take())
    }

    /// Makes the page `width` × `height` CSS pixels, as a phone or tablet with touch where `mobile`.
    pub fn viewport(&mut self, width: u32, height: u32, mobile: bool) -> Result<()> {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile});
        self.tell("Emulation.setDeviceMetricsOverride", &size)?;
        let touch = json!({"enabled": mobile});
        self.tell("Emulation.setTouchEmulationEnabled", &touch)
    }

    /// Shows pages as to somebody who prefers dark ones, or light ones.
    pub fn prefer_dark(&mut self, dark: bool) -> Result<()> {
        let scheme = if dark { "dark" } else { "light" };
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.tell("Emulation.setEmulatedMedia", &json!({"features": features}))
    }

    /// Writes a PNG of the whole page to `path`, with what lies below the fold.
    pub fn screenshot(&mut self, path: impl AsRef<Path>) -> Result<()> {
        let page = self.call("Page.getLayoutMetrics", &json!({}))?["cssContentSize"].take();
        self.picture(path, &page["width"], &page["height"])
    }

    /// Writes a PNG of what is in sight to `path`.
    pub fn picture_of_the_screen(&mut self, path: impl AsRef<Path>) -> Result<()> {
        let page = self.call("Page.getLayoutMetrics", &json!({}))?["cssLayoutViewport"].take();
        self.picture(path, &page["clientWidth"], &page["clientHeight"])
    }

    fn picture(&mut self, path: impl AsRef<Path>, width: &Value, height: &Value) -> Result<()> {
        let clip = json!({"x": 0, "y": 0, "width": width, "height": height, "scale": 1});
        let capture = json!({"format": "png", "captureBeyondViewport": true, "clip": clip});
        let picture = string(&self.call("Page.captureScreenshot", &capture)?["data"])?;
        fs::write(&path, BASE64.decode(picture.as_bytes())?)
            .with_context(|| format!("writing {}", path.as_ref().display()))
    }

    /// Names itself so to sites, from the next [`Self::goto`] on. A headless browser says what it is, and is taken for a bot.
    pub fn user_agent(&mut self, agent: &str) -> Result<()> {
        self.tell("Emulation.setUserAgentOverride", &json!({"userAgent": agent}))
    }

    /// Switches JavaScript in pages off or on again, from the next [`Self::goto`] on.
    pub fn javascript(&mut self, on: bool) -> Result<()> {
        let off = json!({"value": !on});
        self.tell("Emulation.setScriptExecutionDisabled", &off)
    }

    /// The middle of the element, as a pair of numbers, once it is in view and nothing covers it.
    fn spot(&mut self, css: &str) -> Result<Value> {
        let middle = "(element) => {
            element?.scrollIntoView({block: 'center', behavior: 'instant'});
            const box = element?.getClientRects()[0];
            if (!box) return null;
            const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
            return element.contains(document.elementFromPoint(x, y)) ? [x, y] : null;
        }";
        let find = format!("({middle})(document.querySelector({}))", json!(css));
        self.until(&format!("{css} to be there, in view and uncovered"), &find, Value::is_array)
    }

    fn until_true(&mut self, what: &str, script: &str) -> Result<()> {
        self.until(what, script, |value| *value == true).map(drop)
    }

    /// Evaluates `script` until its value is `enough`. An error counts as "not yet", since a page
    /// that is being left answers with one; the last is told if time runs out.
    fn until(&mut self, what: &str, script: &str, enough: fn(&Value) -> bool) -> Result<Value> {
        let start = Instant::now();
        loop {
            let value = self.eval(script);
            if value.as_ref().is_ok_and(enough) {
                return value;
            }
            if start.elapsed() > DEADLINE {
                let page = self.eval("location.href + ': ' + document.body.innerText.slice(0, 500)");
                return value.and_then(|value| Err(anyhow!("the page still says {value}"))).with_context(|| {
                    let page = page.unwrap_or_else(|error| json!(error.to_string()));
                    format!("waited {} s for {what}, on {page}", DEADLINE.as_secs())
                });
            }
            sleep(POLL);
        }
    }

    fn tell(&mut self, method: &str, params: &Value) -> Result<()> {
        self.call(method, params).map(drop)
    }

    /// One command and its answer. What Chromium tells in between, unasked, is dropped.
    fn call(&mut self, method: &str, params: &Value) -> Result<Value> {
        self.last_id += 1;
        let mut command = json!({"id": self.last_id, "method": method, "params": params});
        if let Some(session) = &self.session {
            command["sessionId"] = json!(session);
        }
        self.socket.send(Message::text(command.to_string()))?;
        let start = Instant::now();
        while start.elapsed() < DEADLINE {
            let told = self.socket.read().with_context(|| method.to_owned())?;
            let mut answer: Value = serde_json::from_slice(&told.into_data()).unwrap_or_default();
            if answer["id"] == self.last_id {
                if let Some(error) = answer.get("error") {
                    bail!("{method}: {}", error["message"]);
                }
                return Ok(answer["result"].take());
            }
        }
        bail!("no answer to {method} in {} s", DEADLINE.as_secs())
    }
}

impl Drop for Browser {
    /// Asks Chromium to close, so that its helper processes end with it, and gives it 3 s for that.
    fn drop(&mut self) {
        self.session = None;
        let _ = self.call("Browser.close", &json!({}));
        let start = Instant::now();
        while start.elapsed().as_secs() < 3 && matches!(self.process.child.try_wait(), Ok(None)) {
            sleep(POLL);
        }
    }
}

/// Chromium's process and its profile folder; dropping it ends the one and removes the other.
#[derive(Debug)]
struct Process {
    child: Child,
    profile: PathBuf,
}

impl Process {
    fn start(program: &Path) -> Result<Self> {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let name = format!("leadwright-browser-{}-{number}", std::process::id());
        let profile = env::temp_dir().join(name);
        fs::create_dir_all(&profile).with_context(|| format!("creating {}", profile.display()))?;
        let child = Command::new(program)
            .args(FLAGS.split_whitespace())
            .arg(format!("--user-data-dir={}", profile.display()))
            .env("TMPDIR", &profile)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(profile.join("stderr"))?)
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        Ok(Self { child, profile })
    }

    /// Chromium writes its port and path into a file of its profile once it listens.
    fn devtools(&mut self) -> Result<(u16, String)> {
        let start = Instant::now();
        while start.elapsed() < DEADLINE && self.child.try_wait()?.is_none() {
            let file = self.read("DevToolsActivePort");
            if let Some((port, path)) = file.split_once('\n').filter(|(_, path)| !path.is_empty()) {
                return Ok((port.parse()?, path.trim().to_owned()));
            }
            sleep(POLL);
        }
        bail!("Chromium did not start: {}", self.read("stderr").trim())
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.profile.join(file)).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        // Its helpers may still write there for a moment.
        for _ in 0..50 {
            if fs::remove_dir_all(&self.profile).is_ok() {
                break;
            }
            sleep(POLL);
        }
    }
}

fn string(value: &Value) -> Result<String> {
    serde_json::from_value(value.clone()).with_context(|| format!("{value} is no text"))
}
