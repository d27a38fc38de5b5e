//! Orders, their history and what is kept with them.

table! { orders = "orders" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub number: i64,
    pub public_id: String,
    pub version: i64,
    pub status: String,
    pub branch_id: i64,
    pub kind: String,
    pub parent_order_id: Option<i64>,
    pub equipment_id: i64,
    pub appliance_id: Option<i64>,
    pub lead_source_id: Option<i64>,
    pub client_id: i64,
    pub phone_id: i64,
    pub address_id: i64,
    pub problem_text_id: i64,
    pub notes_text_id: Option<i64>,
    pub visit_from: Option<i64>,
    pub visit_to: Option<i64>,
    pub visit_note_text_id: Option<i64>,
    pub master_id: Option<i64>,
    pub created_by: i64,
    pub created_at: i64,
    pub assigned_at: Option<i64>,
    pub accepted_at: Option<i64>,
    pub onsite_at: Option<i64>,
    pub closed_at: Option<i64>,
    pub status_changed_at: i64,
    pub deleted_at: Option<i64>,
    pub promised_on: Option<String>,
    pub warranty_until: Option<i64>,
    pub parts_text_id: Option<i64>,
    pub reason_id: Option<i64>,
    pub reason_text_id: Option<i64>,
    pub outcome: Option<String>,
    pub prepayment: i64,
    pub refusal_fee: Option<i64>,
    pub refusal_refunded: Option<i64>,
    pub total: Option<i64>,
    pub materials: Option<i64>,
    pub collected: Option<i64>,
    pub payment_method: Option<String>,
    pub master_share: Option<i64>,
    pub company_share: Option<i64>,
    pub review: Option<bool>,
    pub out_of_city: Option<bool>,
    pub breakdown: Option<String>,
    pub client_waiting_at: Option<i64>,
    pub comment_count: i64,
    pub deletion_text_id: Option<i64>,
    pub reschedule_count: i64,
    pub last_rescheduled_at: Option<i64>,
} }

table! { order_events = "order_events" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub order_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    #[sea_orm(column_name = "type")]
    pub event_type: String,
    pub schema_version: i32,
    pub payload: String,
    pub by_person: i64,
    pub on_behalf_of: Option<i64>,
    pub at: i64,
} }

table! { counters = "counters" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub value: i64,
} }

table! { status_counts = "status_counts" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub branch_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub status: String,
    pub count: i64,
} }

table! { comments = "comments" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub order_id: i64,
    pub person_id: i64,
    pub text_id: i64,
    pub at: i64,
} }

table! { attachments = "attachments" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub order_id: i64,
    pub person_id: i64,
    pub kind: String,
    pub file_id: Option<String>,
    pub file_unique_id: String,
    pub caption_text_id: Option<i64>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub local_path: Option<String>,
    pub at: i64,
    pub copy_state: String,
} }

table! { doomed_copies = "doomed_copies" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub path: String,
    pub at: i64,
} }

table! { used_drafts = "used_drafts" {
    #[sea_orm(primary_key, auto_increment = false)]
    pub draft_id: i64,
    pub order_id: Option<i64>,
    pub at: i64,
} }
