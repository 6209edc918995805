//! The platform: what platform.js does for the Worker, and what is made of it at once.

use crate::auth::Algorithm;
use crate::sys_id::SysId;
use js_sys::{Array, Function, Promise};
use std::cell::RefCell;
use wasm_bindgen::prelude::{Closure, JsValue, wasm_bindgen};
use worker::Env;

/// A rate-limiting binding. The numbers are places in the list of platform.js.
#[derive(Clone, Copy)]
pub(super) enum Limiter {
    Caller,
    SignIn,
}

/// What goes on with a task whose promise is settled: the task, the promise's value or, if it failed, the error's message.
pub(super) type GoOn = Closure<dyn Fn(u32, JsValue, Option<String>)>;

#[wasm_bindgen(module = "/src/shell/platform.js")]
extern "C" {
    /// The method of a request, its URL, serialized, and its headers, each on a line of its own. Asked for from within,
    /// because texts that are handed to an export go into the memory of an instance that may have trapped, before wasm-bindgen
    /// replaces it.
    pub(super) fn head(request: &JsValue) -> String;

    /// Promises the body of a request, as bytes; undefined if it has more than so many. Of one that has announced its length
    /// the connection delivers no more.
    pub(super) fn body(request: &JsValue, most: u32, is_announced: bool) -> Promise;

    /// Promises that what is left of the body of a request was taken in and dropped, about so many bytes of it; all of one that
    /// has announced to be short. Fails if that takes longer than so many milliseconds. `None` if there is no body.
    #[wasm_bindgen(js_name = passOver)]
    pub(super) fn pass_over(request: &JsValue, most: u32, ms: u32, is_short: bool) -> Option<Promise>;

    /// Calls `go_on` once, later, when the promise is settled.
    #[wasm_bindgen(js_name = whenSettled)]
    pub(super) fn when_settled(promise: &Promise, task: u32, go_on: &GoOn);

    /// Promises to be settled after so many milliseconds.
    pub(super) fn pause(ms: u32) -> Promise;

    /// So many random bytes fit for keys.
    fn random(bytes: u32) -> Vec<u8>;

    /// A variable or a secret; undefined if it is not set.
    pub(super) fn variable(env: &Env, name: &str) -> JsValue;

    #[wasm_bindgen(js_name = hasLimiter)]
    fn has_limiter(env: &Env, at: u32) -> bool;

    #[wasm_bindgen(js_name = limit)]
    fn limit_at(env: &Env, at: u32, key: &str) -> Promise;

    /// Runs the statements, a JSON list of `{sql, parameters}`, as one transaction, in a session of D1 if there is a
    /// constraint. Promises a list: the session's bookmark, then for each statement a list of the first column of its rows.
    /// Fails if that takes longer than so many milliseconds.
    pub(super) fn batch(env: &Env, constraint: Option<&str>, statements: &str, ms: u32) -> Promise;

    #[wasm_bindgen(js_name = verify)]
    fn verify_at(at: u32, key: &str, signature: &[u8], data: &[u8]) -> Promise;

    /// Promises whether this is the HMAC-SHA256 of the data, in a time that tells nothing of where it is wrong.
    #[wasm_bindgen(js_name = hmacMatches)]
    pub(super) fn hmac_matches(secret: &[u8], hmac: &[u8], data: &[u8]) -> Promise;

    /// Promises whether PBKDF2-HMAC-SHA256 (RFC 8018) derives these 32 bytes from a password, in a time that tells nothing of
    /// where they differ.
    pub(super) fn derives(password: &[u8], salt: &[u8], iterations: u32, expected: &[u8]) -> Promise;

    /// Promises the text at an address, if it comes within so many milliseconds and is no longer than so many bytes; else it
    /// is undefined or fails.
    #[wasm_bindgen(js_name = fetchText)]
    pub(super) fn fetch_text(url: &str, ms: u32, most: u32) -> Promise;

    /// Headers, made of their names and values, each on a line of its own.
    pub(super) fn headers(text: &str) -> JsValue;

    /// The body of a list of the first so many rows, which never were in the memory of Wasm.
    pub(super) fn list(rows: &Array, length: u32) -> JsValue;

    /// Writes the line of the log and gives the answer, in this order: what is answered is logged. The text is that line,
    /// then names and values of further headers, each on a line of its own, an empty line and the body. A body that is not
    /// undefined takes the place of that, and null is none, not even an empty one. False, and nothing is done, if a header
    /// cannot be sent.
    pub(super) fn answer(
        resolve: &Function,
        status: u16,
        headers: &JsValue,
        text: &str,
        body: &JsValue,
        is_fault: bool,
    ) -> bool;

    /// Writes the line of the log and says that a scheduled call is done.
    pub(super) fn done(resolve: &Function, line: &str, is_fault: bool);
}

/// Promises whether one more call of `key` is within the limit; `None` without the binding.
pub(super) fn limit(env: &Env, limiter: Limiter, key: &str) -> Option<Promise> {
    has_limiter(env, limiter as u32).then(|| limit_at(env, limiter as u32, key))
}

/// Promises whether the data is signed with the key, a secret for HS256, else a JSON Web Key, in a time that tells nothing of
/// where it is wrong. Fails if the key is none.
pub(super) fn verify(algorithm: Algorithm, key: &str, signature: &[u8], data: &[u8]) -> Promise {
    verify_at(algorithm as u32, key, signature, data)
}

/// Milliseconds since 1970.
#[expect(clippy::cast_possible_truncation, reason = "the clock counts whole milliseconds")]
pub(super) fn now_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// A random key. As many bytes come as are asked for.
pub(super) fn random_key() -> [u8; 32] {
    random(32).try_into().unwrap_or_default()
}

/// A random number that nothing secret hangs on.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 255")]
pub(super) fn jitter() -> u8 {
    (js_sys::Math::random() * 256.0) as u8
}

/// How many random bytes are drawn at once for ids.
const POOL_BYTES: u32 = 1_000;

/// How many of them an id takes.
const ID_BYTES: usize = 10;

thread_local! {
    static POOL: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// A new id that sorts by the given time.
pub(super) fn new_id(now_ms: i64) -> SysId {
    let random = POOL.with_borrow_mut(|pool| {
        if pool.len() < ID_BYTES {
            *pool = random(POOL_BYTES);
        }
        let random = pool.last_chunk::<ID_BYTES>().copied().unwrap_or_default();
        pool.truncate(pool.len() - ID_BYTES);
        random
    });
    SysId::new_v7(u64::try_from(now_ms).unwrap_or_default(), &random)
}
