use repairbot_core::{
    actor::{Role, Roles},
    order::{Status, Transition, TransitionRefusal, Workflow, check_transition},
};

/// SPEC §2 written down a second time: from, to, + for an extension, who (a MASTER with own orders only).
const TABLE: &str = "
NEW       ASSIGNED  .  ADMIN DISPATCHER
NEW       REFUSED   .  ADMIN DISPATCHER
ASSIGNED  ACCEPTED  .  ADMIN MASTER
ASSIGNED  REFUSED   .  ADMIN DISPATCHER MASTER
ASSIGNED  NEW       +  ADMIN DISPATCHER MASTER
ACCEPTED  NEW       +  ADMIN DISPATCHER
ONSITE    NEW       +  ADMIN DISPATCHER
DR        NEW       +  ADMIN DISPATCHER
ACCEPTED  ONSITE    .  ADMIN MASTER
ACCEPTED  DR        .  ADMIN MASTER
ACCEPTED  REFUSED   +  ADMIN DISPATCHER
ONSITE    CLOSED    .  ADMIN MASTER
ONSITE    DR        .  ADMIN MASTER
ONSITE    REFUSED   +  ADMIN MASTER
DR        CLOSED    .  ADMIN MASTER
DR        ONSITE    +  ADMIN MASTER
DR        REFUSED   +  ADMIN MASTER
REFUSED   NEW       .  ADMIN DISPATCHER
";

struct Line {
    from: &'static str,
    to: &'static str,
    extension: bool,
    who: Vec<&'static str>,
}

fn lines(workflow: Workflow) -> Vec<Line> {
    let lines = TABLE.lines().filter(|line| !line.is_empty()).map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        Line { from: words[0], to: words[1], extension: words[2] == "+", who: words[3..].to_vec() }
    });
    lines.filter(|line| workflow == Workflow::Standard || !line.extension).collect()
}

/// What the table above says, as the code of a refusal or "ok".
fn expected(transition: &Transition) -> &'static str {
    let lines = lines(transition.workflow);
    if transition.from == transition.to {
        return "already";
    }
    if !lines.iter().any(|line| line.from == transition.from.code()) {
        return "terminal";
    }
    let found =
        lines.iter().find(|line| line.from == transition.from.code() && line.to == transition.to.code());
    let Some(line) = found else {
        return "not_in_table";
    };
    let held: Vec<&str> =
        transition.roles.iter().map(Role::code).filter(|role| line.who.contains(role)).collect();
    match held.as_slice() {
        [] => "role_needed",
        ["MASTER"] if !transition.own => "not_own",
        _ => "ok",
    }
}

/// Every set of roles.
fn all_roles() -> impl Iterator<Item = Roles> {
    (0..16_u8).map(|bits| {
        let held = Role::ALL.into_iter().enumerate().filter(move |(bit, _)| bits & (1 << bit) != 0);
        held.map(|(_, role)| role).collect()
    })
}

#[test]
fn every_cell() {
    let mut cells = 0;
    for (workflow, from, to) in Workflow::ALL.into_iter().flat_map(|w| {
        Status::ALL.into_iter().flat_map(move |f| Status::ALL.into_iter().map(move |t| (w, f, t)))
    }) {
        for roles in all_roles() {
            for own in [false, true] {
                let transition = Transition { from, to, roles, own, workflow };
                let answer = check_transition(&transition);
                let code = answer.as_ref().map_or_else(TransitionRefusal::code, |()| "ok");
                assert_eq!(code, expected(&transition), "{transition:?}");
                cells += 1;
            }
        }
    }
    assert_eq!(cells, 2 * 7 * 7 * 16 * 2);
}

fn ask(from: Status, to: Status, roles: &[Role], workflow: Workflow) -> Result<(), TransitionRefusal> {
    check_transition(&Transition { from, to, roles: roles.iter().copied().collect(), own: false, workflow })
}

#[test]
fn a_refusal_says_what_is_allowed() {
    use Status::{Accepted, Assigned, Closed, LongRepair, New, Onsite, Refused};
    let allowed = |allowed: &[Status]| Err(TransitionRefusal::NotInTable { allowed: allowed.to_vec() });
    let admin = &[Role::Admin];
    assert_eq!(ask(New, Closed, admin, Workflow::Standard), allowed(&[Assigned, Refused]));
    assert_eq!(ask(Accepted, Closed, admin, Workflow::Strict), allowed(&[Onsite, LongRepair]));
    // Where the review contradicts itself, the table wins.
    assert_eq!(ask(Refused, Assigned, admin, Workflow::Standard), allowed(&[New]));
    assert_eq!(ask(Closed, New, admin, Workflow::Standard), Err(TransitionRefusal::Terminal));
    assert_eq!(
        ask(Assigned, Accepted, &[Role::Dispatcher], Workflow::Standard),
        Err(TransitionRefusal::RoleNeeded { roles: vec![Role::Admin, Role::Master] })
    );
}

#[test]
fn the_workflow_is_read_from_the_configuration() {
    assert_eq!(Workflow::from_code("standard"), Some(Workflow::Standard));
    assert_eq!(Workflow::from_code("strict"), Some(Workflow::Strict));
    assert_eq!(Workflow::from_code("Strict"), None);
    assert_eq!(Workflow::default(), Workflow::Standard);
    assert_eq!(serde_json::to_value(Workflow::Strict).unwrap(), "strict");
}
