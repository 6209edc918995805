//! Runs the futures of calls, as wasm-bindgen-futures does, but without `queueMicrotask`: workerd's makes a function anew each
//! time, which is a tenth of a call.

use js_sys::{Function, Promise};
use std::cell::RefCell;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;

thread_local! {
    static TASKS: RefCell<Tasks> = const { RefCell::new(Tasks { running: Vec::new(), started: 0.0 }) };
    static POLL: Closure<dyn FnMut(JsValue)> = Closure::new(|id: JsValue| {
        if let Some(id) = id.as_f64() {
            TaskId(id).poll();
        }
    });
}

/// What is being run, and how many were started so far.
struct Tasks {
    running: Vec<Task>,
    started: f64,
}

struct Task {
    id: TaskId,
    /// Not there while it is being polled.
    future: Option<Pin<Box<dyn Future<Output = ()>>>>,
}

/// A whole number, as JavaScript has it. Never used twice: what is woken late, when its call is over, must not poll the future of
/// another call.
#[derive(Clone, Copy, PartialEq)]
struct TaskId(f64);

/// Starts a future at once, and promises what it yields.
pub(super) fn promise(future: impl Future<Output = Result<JsValue, JsValue>> + 'static) -> Promise {
    let mut future = Some(future);
    Promise::new(&mut |resolve, reject| {
        if let Some(future) = future.take() {
            start(settle(future, resolve, reject));
        }
    })
}

async fn settle(future: impl Future<Output = Result<JsValue, JsValue>>, resolve: Function, reject: Function) {
    let settled = match future.await {
        Ok(value) => resolve.call1(&JsValue::UNDEFINED, &value),
        Err(error) => reject.call1(&JsValue::UNDEFINED, &error),
    };
    // The functions of a promise do not fail.
    drop(settled);
}

fn start(future: impl Future<Output = ()> + 'static) {
    let id = TASKS.with_borrow_mut(|tasks| {
        tasks.started += 1.0;
        let id = TaskId(tasks.started);
        tasks.running.push(Task { id, future: Some(Box::pin(future)) });
        id
    });
    id.poll();
}

impl Wake for TaskId {
    /// Later, since there are futures that are woken before they know that they are done.
    fn wake(self: Arc<Self>) {
        POLL.with(|poll| drop(Promise::resolve(&JsValue::from_f64(self.0)).then(poll)));
    }
}

impl TaskId {
    /// No borrow of [`TASKS`] lasts while the future is polled: it may be woken then, and others started.
    fn poll(self) {
        let Some(mut future) = self.with(|task| task.future.take()).flatten() else {
            return;
        };
        let waker = Waker::from(Arc::new(self));
        if future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
            TASKS.with_borrow_mut(|tasks| tasks.running.retain(|task| task.id != self));
        } else {
            self.with(|task| task.future = Some(future));
        }
    }

    /// `None` if the task is done.
    fn with<T>(self, act: impl FnOnce(&mut Task) -> T) -> Option<T> {
        TASKS.with_borrow_mut(|tasks| tasks.running.iter_mut().find(|task| task.id == self).map(act))
    }
}
