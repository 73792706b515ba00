"""What one statement finds in the whole archive: each answers with the numbers of the documents that are wrong."""

BY_STATEMENT = {
    "content_alone": "SELECT number FROM documents_documentcontent row WHERE NOT EXISTS (SELECT FROM documents_document WHERE number = row.number)",
    "file_alone": "SELECT number FROM documents_documentfile row WHERE NOT EXISTS (SELECT FROM documents_document WHERE number = row.number)",
    "issued_and_gone": """SELECT subject_number FROM core_event row WHERE verb = 'document_issued'
        AND NOT EXISTS (SELECT FROM documents_document WHERE number = row.subject_number)""",
    # What was filled in beforehand (manage.py seed) has no history.
    "issued_unseen": """SELECT number FROM documents_document row
        WHERE NOT EXISTS (SELECT FROM core_event WHERE verb = 'document_issued' AND subject_number = row.number)
        AND row.id > (SELECT min(seen.id) FROM documents_document seen JOIN core_event ON verb = 'document_issued' AND subject_number = number)""",
    # As the trigger writes it (documents/sql/archive.sql), and as destroying leaves it.
    "search_changed": """SELECT row.number FROM documents_documentcontent row
        LEFT JOIN documents_destroyeddocument gone ON gone.number = row.number
        WHERE row.search <> CASE WHEN gone.number IS NOT NULL THEN public.shop_words(row.number) ELSE
          public.shop_words(concat_ws(' ', row.number, customer_number, customer_name, phones, device, identifiers, plate,
            public.shop_compact(plate), order_number, slip_code, amount::text))
          || public.shop_joined(customer_name)
          || CASE plate WHEN '' THEN '' ELSE ' ' || public.shop_plate(plate) END END""",
    # Its time must have been over by the rules that stood then and thirty days before (a day is left for a shop that moved to another zone),
    # and two people must have said so. By which rules a document was kept that is older than the country frozen with it, nobody knows.
    "destroyed_unlawfully": """SELECT gone.number FROM documents_destroyeddocument gone
        JOIN documents_document document ON document.number = gone.number
        LEFT JOIN documents_destructionproposal proposal ON proposal.id = gone.proposal_id
        LEFT JOIN documents_destructionanswer answer ON answer.proposal_id = gone.proposal_id
        WHERE NOT coalesce(proposal.numbers ? gone.number AND answer.accepted AND answer.by_id <> proposal.by_id
                           AND proposal.at <= answer.at AND answer.at <= gone.at, false)
           OR document.kind = 'minutes_of_destruction'
           OR document.country <> '' AND NOT coalesce(
                public.documents_kept_until(document, gone.at) <= gone.at + interval '1 day'
                AND public.documents_kept_until(document, gone.at - interval '30 days') <= gone.at + interval '1 day', false)""",
}
