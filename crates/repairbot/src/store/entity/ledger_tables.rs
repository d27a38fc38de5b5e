//! Movements of money, their entries, balances, hand-ins.

table! { ledger_transactions = "ledger_transactions" {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub kind: String,
    pub order_id: Option<i64>,
    pub order_version: Option<i64>,
    pub hand_in_id: Option<i64>,
    pub person_id: i64,
    pub at: i64,
    pub reason_text_id: Option<i64>,
} }

table! { ledger_entries = "ledger_entries" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub transaction_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub line: i32,
    pub account: String,
    pub person_id: Option<i64>,
    pub amount: i64,
} }

table! { balances = "balances" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: i64,
    pub amount: i64,
} }

table! { hand_ins = "hand_ins" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub master_id: i64,
    pub asked: i64,
    pub confirmed: Option<i64>,
    pub state: String,
    pub asked_by: i64,
    pub asked_at: i64,
    pub decided_by: Option<i64>,
    pub decided_at: Option<i64>,
    pub reason_text_id: Option<i64>,
} }
