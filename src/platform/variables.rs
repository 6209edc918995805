//! The configuration, read once in the life of an isolate: a change of a variable starts new isolates.

use crate::config::{Config, Variable};
use crate::http::ApiError;
use js_sys::Reflect;
use std::cell::RefCell;
use std::rc::Rc;
use worker::Env;

thread_local! {
    static CONFIG: RefCell<Option<Rc<Config>>> = const { RefCell::new(None) };
}

/// # Errors
/// [`ApiError::Internal`] with the variable that cannot be used: nobody is let in with a faulty configuration.
pub(super) fn config(env: &Env) -> Result<Rc<Config>, ApiError> {
    if let Some(config) = CONFIG.with_borrow(Clone::clone) {
        return Ok(config);
    }
    let config = Config::read(|name| variable(env, name))
        .map(Rc::new)
        .map_err(|fault| ApiError::Internal(format!("configuration: {} {}", fault.variable, fault.reason)))?;
    CONFIG.set(Some(Rc::clone(&config)));
    Ok(config)
}

fn variable(env: &Env, name: &str) -> Variable {
    match Reflect::get(env, &name.into()) {
        Ok(value) if !value.is_undefined() => value.as_string().map_or(Variable::NotText, Variable::Text),
        _ => Variable::Unset,
    }
}
