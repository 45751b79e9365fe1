select
    unnest(generate_series(current_date - 75, current_date + 3, interval 1 day))::date as date_day,
    isoyear(date_day) as iso_year,
    week(date_day) as iso_week,
    iso_year || '-W' || lpad(iso_week::varchar, 2, '0') as iso_week_label
