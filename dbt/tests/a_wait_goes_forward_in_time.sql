select *
from {{ ref('fct_response_times') }}
where response_seconds < 0
  or is_answered is distinct from (response_seconds is not null)
  or (is_answered_in_session and not is_answered)
