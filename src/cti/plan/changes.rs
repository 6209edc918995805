//! Plans the fewest changes from the recorded help actions of a leg to the wanted ones.

use super::{LegPlan, Recorded};
use crate::cti::Period;
use crate::sys_id::SysId;

/// What a change costs. One changed record always costs less than two. Among equal numbers of changes, the one that alters less
/// is cheaper.
const CHANGE: u32 = 100;
const OTHER_ACTION: u32 = 4;
const OTHER_START: u32 = 2;
const OTHER_END: u32 = 1;

/// The plan for a leg. Both lists are in the order of time, and the plan keeps that order.
pub(super) fn fewest(
    leg: &str,
    recorded: &[Recorded],
    wanted: &[Period],
    new_id: &mut impl FnMut() -> SysId,
) -> LegPlan {
    let costs = costs(recorded, wanted);
    let cost = |r: usize, w: usize| costs.get(r).and_then(|row| row.get(w)).copied().unwrap_or(u32::MAX);
    let mut plan = LegPlan {
        leg: leg.to_owned(),
        creates: Vec::new(),
        updates: Vec::new(),
        deletes: Vec::new(),
        actions: Vec::with_capacity(wanted.len()),
    };
    let (mut r, mut w) = (0, 0);
    loop {
        let (old, new) = (recorded.get(r), wanted.get(w));
        if let (Some(old), Some(new)) = (old, new)
            && cost(r, w) == cost(r + 1, w + 1).saturating_add(change(&old.period, new))
        {
            let kept = Recorded { id: old.id.clone(), period: *new };
            if old.period != *new {
                plan.updates.push((old.clone(), kept.clone()));
            }
            plan.actions.push(kept);
            (r, w) = (r + 1, w + 1);
        } else if let Some(new) = new
            && (old.is_none() || cost(r, w) == cost(r, w + 1).saturating_add(CHANGE))
        {
            let made = Recorded { id: new_id(), period: *new };
            plan.creates.push(made.clone());
            plan.actions.push(made);
            w += 1;
        } else if let Some(old) = old {
            plan.deletes.push(old.id.clone());
            r += 1;
        } else {
            return plan;
        }
    }
}

/// For each pair of positions, the least cost to the ends of both lists: the edit distance.
fn costs(recorded: &[Recorded], wanted: &[Period]) -> Vec<Vec<u32>> {
    let steps = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).saturating_mul(CHANGE);
    let mut below: Vec<u32> = (0..=wanted.len()).map(|w| steps(wanted.len() - w)).collect();
    let mut rows = vec![below.clone()];
    for old in recorded.iter().rev() {
        let mut row = vec![below.last().copied().unwrap_or_default().saturating_add(CHANGE)];
        for (new, pair) in wanted.iter().zip(below.windows(2)).rev() {
            let [under, diagonal] = pair else { continue };
            let right = row.last().copied().unwrap_or_default();
            let kept = diagonal.saturating_add(change(&old.period, new));
            row.push(kept.min(under.saturating_add(CHANGE)).min(right.saturating_add(CHANGE)));
        }
        row.reverse();
        below.clone_from(&row);
        rows.push(row);
    }
    rows.reverse();
    rows
}

fn change(old: &Period, new: &Period) -> u32 {
    if old == new {
        return 0;
    }
    let cost = |differs: bool, cost: u32| if differs { cost } else { 0 };
    CHANGE
        + cost(old.action != new.action, OTHER_ACTION)
        + cost(old.start != new.start, OTHER_START)
        + cost(old.end != new.end, OTHER_END)
}
