//! Runs the futures of calls. Not by way of wasm-bindgen-futures, which makes two functions anew for each promise that is
//! waited for: here all promises that are settled call one and the same.

use super::platform::{self, GoOn};
use js_sys::Promise;
use std::cell::RefCell;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::Closure;

thread_local! {
    static TASKS: RefCell<Tasks> = const { RefCell::new(Tasks { unfinished: Vec::new(), polled: TaskId(0), started: 0 }) };
    static GO_ON: GoOn = Closure::new(|id, value, error: Option<String>| {
        TaskId(id).go_on(Some(error.map_or(Ok(value), Err)));
    });
}

/// What a promise came to: its value, or the message of the error with which it failed.
pub(super) type Settled = Result<JsValue, String>;

/// What is being run.
struct Tasks {
    unfinished: Vec<Task>,
    /// The one that was polled last.
    polled: TaskId,
    /// How many were started so far.
    started: u32,
}

struct Task {
    id: TaskId,
    /// Not there while it is being polled.
    future: Option<Pin<Box<dyn Future<Output = ()>>>>,
    /// Of the promise that it waits for. A task waits for one at a time.
    settled: Option<Settled>,
}

/// Used again after 4 billion others, when its task is long done.
#[derive(Clone, Copy, PartialEq)]
struct TaskId(u32);

/// Starts a future at once. It may wait for promises by means of [`settled`], and for nothing else.
pub(super) fn start(future: impl Future<Output = ()> + 'static) {
    let id = TASKS.with_borrow_mut(|tasks| {
        tasks.started = tasks.started.wrapping_add(1);
        let id = TaskId(tasks.started);
        tasks.unfinished.push(Task { id, future: Some(Box::pin(future)), settled: None });
        id
    });
    id.go_on(None);
}

/// Waits for a promise, for which the task that asks goes on.
#[expect(clippy::needless_pass_by_value, reason = "it is waited for once")]
pub(super) fn settled(promise: Promise) -> Waiting {
    let task = TASKS.with_borrow(|tasks| tasks.polled);
    GO_ON.with(|go_on| platform::when_settled(&promise, task.0, go_on));
    Waiting(task)
}

/// A task that waits.
pub(super) struct Waiting(TaskId);

impl Future for Waiting {
    type Output = Settled;

    // One for all places where something is waited for: inlined there, it is most of the shell.
    #[inline(never)]
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Settled> {
        match TASKS.with_borrow_mut(|tasks| tasks.find(self.0)?.settled.take()) {
            Some(settled) => Poll::Ready(settled),
            None => Poll::Pending,
        }
    }
}

impl TaskId {
    /// Polls the task. No borrow of [`TASKS`] lasts meanwhile: others may be started then.
    fn go_on(self, settled: Option<Settled>) {
        let future = TASKS.with_borrow_mut(|tasks| {
            tasks.polled = self;
            let task = tasks.find(self)?;
            task.settled = settled;
            task.future.take()
        });
        let Some(mut future) = future else {
            return;
        };
        let is_done = future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready();
        let unfinished = (!is_done).then_some(future);
        TASKS.with_borrow_mut(|tasks| {
            let place = tasks.unfinished.iter_mut().enumerate().find(|(_, task)| task.id == self);
            match place {
                Some((_, task)) if unfinished.is_some() => task.future = unfinished,
                Some((at, _)) => drop(tasks.unfinished.swap_remove(at)),
                None => {}
            }
        });
    }
}

impl Tasks {
    /// `None` if the task is done.
    fn find(&mut self, id: TaskId) -> Option<&mut Task> {
        self.unfinished.iter_mut().find(|task| task.id == id)
    }
}
