//! Timers of orders, what fired, reminders in chats, jobs by the calendar, troubles of the installation, and who looks after
//! all that.

table! { timers = "timers" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    pub base_at: i64,
    pub step: i16,
    pub state: String,
    pub planned_at: i64,
    pub fired_at: Option<i64>,
} }

table! { firings = "firings" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub base_at: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub step: i16,
    pub outcome: String,
    pub at: i64,
} }

table! { reminders = "reminders" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub chat_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub topic: String,
    pub person_id: Option<i64>,
    pub owed_at: Option<i64>,
    pub called_at: Option<i64>,
    pub told_at: i64,
    pub message_id: Option<i64>,
    pub sent_at: Option<i64>,
} }

table! { job_runs = "job_runs" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub job: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    pub due_at: i64,
    pub state: String,
    pub at: i64,
    pub untold: Option<String>,
} }

table! { leases = "leases" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub holder: i64,
    pub epoch: i64,
    pub beats: i64,
} }

table! { troubles = "troubles" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub since: i64,
    pub seen_at: i64,
    pub says: String,
    pub told_at: Option<i64>,
} }
