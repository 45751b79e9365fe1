{{ union_relations([source('desk_eu', 'ticket'), source('desk_us', 'ticket')]) }}
