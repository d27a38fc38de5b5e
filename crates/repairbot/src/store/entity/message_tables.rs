//! Dialogues, cards, the outbox, updates, the audit trail.

table! { dialogues = "dialogues" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub draft_id: i64,
    pub person_id: i64,
    pub active: bool,
    pub revision: i64,
    pub body: String,
    pub chat_id: i64,
    pub prompt_message_id: Option<i64>,
    pub updated_at: i64,
    pub expires_at: i64,
    pub step: Option<String>,
} }

table! { cards = "cards" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub chat_id: i64,
    pub message_id: Option<i64>,
    pub audience: String,
    pub person_id: Option<i64>,
    pub opened_at: i64,
    pub back: Option<String>,
} }

table! { outbox = "outbox" {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub chat_id: i64,
    pub person_id: Option<i64>,
    pub order_id: Option<i64>,
    pub told_version: Option<i64>,
    pub lane: i16,
    pub refresh: bool,
    pub body: Option<String>,
    pub state: String,
    pub attempts: i32,
    pub ambiguous: bool,
    pub not_before: i64,
    pub claimed_until: Option<i64>,
    pub claim_epoch: Option<i64>,
    pub message_id: Option<i64>,
    pub error: Option<String>,
    pub created_at: i64,
    pub sent_at: Option<i64>,
    pub topic_id: Option<i64>,
} }

table! { processed_updates = "processed_updates" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub update_key: String,
    pub at: i64,
} }

table! { parked_updates = "parked_updates" {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub update_key: String,
    pub body: String,
    pub error: String,
    pub tries: i32,
    pub at: i64,
} }

table! { audit = "audit" {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub at: i64,
    pub person_id: i64,
    pub action: String,
    pub order_id: Option<i64>,
    pub details: Option<String>,
} }
