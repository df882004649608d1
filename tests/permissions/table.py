"""Every address of the product, and what each person gets there.

One line per address and object. `at` is the place in the address (Björkhagen or all of Sundby, this year or
`then`, last year), `of` the object in it, made in stage.py; `-` is none. Then the status of a GET for each
person, and who may send its form: `-` no one (a page to read), `all` also who is not signed in, else names.

    nobody   not signed in
    amir     teacher at Björkhagen                  petra    central support of the authority
    karin    principal of Björkhagen                berit    on the authority's board
    lovisa   principal of another school            sten     strategist of the authority
    nils     manager of the administration above    otto     strategist of another authority

405 is a form without a page of its own; 302 for nobody is the way to the login page.
"""

from __future__ import annotations

from dataclasses import dataclass

PEOPLE = ("nobody", "amir", "karin", "lovisa", "nils", "petra", "berit", "sten", "otto")
LOGGED_IN = frozenset(PEOPLE[1:])

TABLE = """
address                     at          of               nob ami kar lov nil pet ber ste ott   may send
entry:front                 -           -                302 302 302 302 302 302 302 302 302   -
entry:demo_people           -           -                404 404 404 404 404 404 404 404 404   -
entry:enter_as              -           person           405 405 405 405 405 405 405 405 405   -
entry:choose_unit           -           -                302 200 200 200 200 200 200 200 200   -
common:style                -           -                404 404 404 404 404 404 404 404 404   -
common:set_theme            -           -                405 405 405 405 405 405 405 405 405   all
common:set_language         -           -                405 405 405 405 405 405 405 405 405   all
common:job                  -           job              404 404 404 404 404 404 404 200 404   -
account_login               -           -                200 302 302 302 302 302 302 302 302   all
account_logout              -           -                302 200 200 200 200 200 200 200 200   all
answer:answer               -           code             200 200 200 200 200 200 200 200 200   all
answer:thanks               -           receipt          302 302 302 302 302 302 302 302 302   -
answer:meeting              -           meeting          200 200 200 200 200 200 200 200 200   all
answer:seat                 -           seat             200 200 200 200 200 200 200 200 200   all
answer:seat_now             -           seat             405 405 405 405 405 405 405 405 405   all

robots                      -           -                200 200 200 200 200 200 200 200 200   -
public:front                -           -                302 302 302 302 302 302 302 302 302   -
public:sitemaps             -           -                200 200 200 200 200 200 200 200 200   -
public:authority            -           open             200 200 200 200 200 200 200 200 200   -
public:sitemap              -           open             200 200 200 200 200 200 200 200 200   -
public:language             -           open             405 405 405 405 405 405 405 405 405   all
public:search               -           open             200 200 200 200 200 200 200 200 200   -
public:glossary             -           open             200 200 200 200 200 200 200 200 200   -
public:file                 -           open-file        200 200 200 200 200 200 200 200 200   -
public:file                 -           shut-file        404 404 404 404 404 404 404 404 404   -
public:document             -           open-plan        200 200 200 200 200 200 200 200 200   -
public:document             -           shut-plan        404 404 404 404 404 404 404 404 404   -
public:whole                -           open-plan        200 200 200 200 200 200 200 200 200   -
public:roles                -           open-plan        200 200 200 200 200 200 200 200 200   -
public:item                 -           open-item        200 200 200 200 200 200 200 200 200   -
public:item                 -           shut-item        404 404 404 404 404 404 404 404 404   -
public:download             -           open-yaml        200 200 200 200 200 200 200 200 200   -
public:appendix             -           open-appendix    200 200 200 200 200 200 200 200 200   -
public:edition_appendix     -           open-old-appendix 200 200 200 200 200 200 200 200 200   -
public:edition              -           open-edition     200 200 200 200 200 200 200 200 200   -
public:edition_whole        -           open-edition     200 200 200 200 200 200 200 200 200   -
public:edition_roles        -           open-edition     200 200 200 200 200 200 200 200 200   -
public:edition_item         -           open-old-item    200 200 200 200 200 200 200 200 200   -
public:edition_download     -           open-old-yaml    200 200 200 200 200 200 200 200 200   -
material:edit               school      item             302 403 403 404 403 403 403 200 404   sten
material:edit               town        item             302 403 403 403 403 403 403 200 404   sten
material:edit               town        draft-item       302 404 404 404 404 404 404 200 404   sten
material:file               town        item-file        302 200 200 200 200 200 200 200 404   -
material:file               town        draft-file       302 404 404 404 404 404 404 200 404   -

portal:home                 school      -                302 200 200 404 200 200 200 200 404   -
portal:home                 town        -                302 200 200 200 200 200 200 200 404   -
portal:search               school      -                302 200 200 404 200 200 200 200 404   -
portal:search               town        -                302 200 200 200 200 200 200 200 404   -
portal:thread               school      key              302 200 200 404 200 200 200 200 404   -
portal:thread               town        key              302 200 200 200 200 200 200 200 404   -

plans:documents             school      -                302 200 200 404 200 200 200 200 404   -
plans:documents             town        -                302 200 200 200 200 200 200 200 404   -
plans:my_responsibilities   school      -                302 200 200 404 200 200 200 200 404   -
plans:talk                  school      talk             302 200 200 404 200 200 200 200 404   -
plans:matrix                school      plan             302 200 200 404 200 200 200 200 404   -
plans:matrix                town        draft            302 404 404 404 404 404 404 200 404   -
plans:matrix_file           town        plan-csv         302 200 200 200 200 200 200 200 404   -
plans:matrix_file           town        draft-csv        302 404 404 404 404 404 404 200 404   -
plans:document              school      plan             302 200 200 404 200 200 200 200 404   -
plans:document              town        plan             302 200 200 200 200 200 200 200 404   -
plans:document              town        draft            302 404 404 404 404 404 404 200 404   -
plans:export                town        plan-pdf         302 200 200 200 200 200 200 200 404   -
plans:export                town        plan-yaml        302 200 200 200 200 200 200 200 404   -
plans:export                town        draft-json       302 404 404 404 404 404 404 200 404   -
plans:history               town        plan             302 200 200 200 200 200 200 200 404   -
plans:history               town        draft            302 404 404 404 404 404 404 200 404   -
plans:item                  school      item             302 200 200 404 200 200 200 200 404   -
plans:links                 town        item             302 403 403 403 403 403 403 200 404   sten
plans:below                 town        item             302 403 403 403 403 403 403 200 404   sten
plans:unlink                town        item             302 405 405 405 405 405 405 405 404   sten
plans:import                school      -                302 403 403 404 403 403 403 200 404   sten
plans:import                town        -                302 403 403 403 403 403 403 200 404   sten
plans:review                town        file             302 404 404 404 404 404 404 302 404   -
plans:review_tree           town        tree             302 404 404 404 404 404 404 200 404   sten
plans:import_save           town        tree             302 404 404 404 404 404 404 200 404   sten
plans:import_drop           town        file             302 405 405 405 405 405 405 405 404   sten
plans:new                   school      -                302 403 403 404 403 403 403 200 404   sten
plans:new                   town        -                302 403 403 403 403 403 403 200 404   sten
plans:appendices            town        draft            302 404 404 404 404 404 404 200 404   sten
plans:appendices            town        plan             302 403 403 403 403 403 403 200 404   sten
plans:appendix              town        appendix         302 200 200 200 200 200 200 200 404   -
plans:appendix              school      appendix         302 200 200 404 200 200 200 200 404   -
plans:appendix              town        draft-appendix   302 404 404 404 404 404 404 200 404   -
plans:facts                 town        draft            302 404 404 404 404 404 404 200 404   sten
plans:facts                 town        plan             302 403 403 403 403 403 403 200 404   sten
plans:content               town        draft            302 404 404 404 404 404 404 200 404   sten
plans:decide                town        draft            302 404 404 404 404 404 404 200 404   sten
plans:expire                town        plan             302 403 403 403 403 403 403 200 404   sten
plans:new_edition           town        plan             302 403 403 403 403 403 403 200 404   sten
plans:new_edition           town        draft            302 404 404 404 404 404 404 200 404   sten
plans:correct               town        plan             302 403 403 403 403 403 403 200 404   sten
plans:review_holds          town        plan             302 403 403 403 403 403 403 200 404   sten
plans:compare               school      two-editions     302 200 200 404 200 200 200 200 404   sten
plans:compare               town        two-editions     302 200 200 200 200 200 200 200 404   sten
plans:compare               town        plan-to-draft    302 404 404 404 404 404 404 200 404   sten
plans:loose                 town        plan             302 403 403 403 403 403 403 200 404   sten
plans:loose                 town        draft            302 404 404 404 404 404 404 200 404   sten
plans:reach                 school      -                302 200 200 404 200 200 200 200 404   -
plans:reach                 town        -                302 200 200 200 200 200 200 200 404   -
plans:step                  town        draft-step       302 405 405 405 405 405 405 405 404   sten

referrals:referrals         school      -                302 200 200 404 200 200 200 200 404   -
referrals:referrals         town        -                302 200 200 200 200 200 200 200 404   -
referrals:groups            town        -                302 403 403 403 403 403 403 200 404   -
referrals:group_new         town        -                302 403 403 403 403 403 403 200 404   sten
referrals:group             town        referral-group   302 403 403 403 403 403 403 200 404   sten
referrals:group_archive     town        referral-group   302 405 405 405 405 405 405 405 404   sten
referrals:group_restore     town        referral-group   302 405 405 405 405 405 405 405 404   sten
referrals:send              town        draft            302 404 404 404 404 404 404 200 404   sten
referrals:send              town        plan             302 403 403 403 403 403 403 200 404   sten
referrals:referral          school      referral         302 200 200 404 200 200 200 200 404   -
referrals:referral          town        referral         302 200 200 404 200 200 200 200 404   -
referrals:referral          town        referral-closed  302 200 200 404 200 200 200 200 404   -
referrals:last_day          town        referral         302 405 405 405 405 405 405 405 404   sten
referrals:call_back         town        referral         302 403 403 404 403 403 403 200 404   sten
referrals:close             town        referral         302 405 405 405 405 405 405 405 404   sten
referrals:write             school      referral-unit    302 200 200 404 200 200 200 200 404   -
referrals:write             town        referral-member  302 404 404 404 404 200 404 404 404   -
referrals:save              school      referral-unit    302 405 405 404 405 405 405 405 404   amir karin nils
referrals:save              town        referral-member  302 405 405 405 405 405 405 405 404   petra
referrals:hand_in           school      referral-unit    302 403 200 404 200 403 403 403 404   karin nils
referrals:hand_in           town        referral-member  302 404 404 404 404 200 404 404 404   petra
referrals:reopen            school      referral-unit    302 405 405 404 405 405 405 405 404   karin nils
referrals:remarks           town        referral         302 403 403 404 403 403 403 200 404   -
referrals:answer            town        referral-remark  302 403 403 404 403 403 403 200 404   sten
referrals:apply             town        referral-remark  302 405 405 405 405 405 405 405 404   sten
referrals:compilation       town        referral         302 404 404 404 404 404 404 200 404   -
referrals:compilation       town        referral-closed  302 200 200 404 200 200 200 200 404   -
referrals:compilation_file  town        referral-file    302 200 200 404 200 200 200 200 404   -
referrals:compilation_file  town        referral-open-file 302 404 404 404 404 404 404 200 404   -
referrals:paper             town        referral-draft   302 404 404 404 404 404 404 200 404   -
referrals:paper_begin       town        referral-draft   302 405 405 405 405 405 405 405 404   sten
referrals:paper_section     town        referral-section 302 405 405 405 405 405 405 405 404   sten
referrals:paper_file        town        referral-paper-pdf 302 404 404 404 404 404 404 200 404   -
referrals:motion_new        town        referral-draft   302 404 404 404 404 404 404 200 404   sten
referrals:motion            town        referral-motion  302 404 404 404 404 404 404 200 404   sten
referrals:motion_remove     town        referral-motion  302 405 405 405 405 405 405 405 404   sten

assessments:overview        school      -                302 200 200 404 200 200 200 200 404   -
assessments:overview        town        -                302 200 200 200 200 200 200 200 404   -
assessments:result          school      -                302 200 200 404 200 200 200 200 404   -
assessments:result          school-then -                302 200 200 404 200 200 200 200 404   -
assessments:result          town-then   -                302 200 200 200 200 200 200 200 404   -
assessments:figure          school-then question         302 200 200 404 200 200 200 200 404   -
assessments:figure          town-then   question         302 200 200 200 200 200 200 200 404   -
assessments:comments        school-then -                302 404 200 404 200 404 404 200 404   -
assessments:comments        town-then   -                302 404 404 404 404 404 404 404 404   -
assessments:results_file    school-then -                302 200 200 404 200 200 200 200 404   -
assessments:results_file    town-then   -                302 200 200 200 200 200 200 200 404   -
assessments:comments_file   school-then -                302 404 200 404 200 404 404 200 404   -
assessments:comments_file   town-then   -                302 404 404 404 404 404 404 404 404   -
assessments:single_answers  school-then -                302 404 404 404 404 404 404 404 404   -
assessments:single_answers  town-then   -                302 404 404 404 404 404 404 404 404   -
assessments:heat_map        school-then -                302 200 200 404 200 200 200 200 404   -
assessments:heat_map        town-then   -                302 200 200 200 200 200 200 200 404   -
assessments:likeness        school-then -                302 404 404 404 404 404 404 404 404   -
assessments:likeness        town-then   -                302 200 200 200 200 200 200 200 404   -
assessments:leaders         school      -                302 200 200 404 200 200 200 200 404   -
assessments:leaders_area    school      area             302 200 200 404 200 200 200 200 404   karin nils
assessments:leaders_hand_in school      -                302 405 405 404 405 405 405 405 404   karin nils
assessments:leaders_reopen  school      -                302 405 405 404 405 405 405 405 404   karin nils
assessments:live            school      -                302 404 200 404 200 200 404 404 404   -
assessments:live_now        school      -                302 404 200 404 200 200 404 404 404   -
assessments:live_qr         school      -                302 404 404 404 404 404 404 404 404   -
assessments:live_step       school      live-step        302 405 405 404 405 405 405 405 404   karin nils
assessments:code            school      -                302 404 200 404 200 404 404 200 404   -
assessments:sheet           school      -                302 404 200 404 200 404 404 200 404   -
assessments:sheet_pdf       school      -                302 404 200 404 200 404 404 200 404   -
assessments:qr              school      -                302 404 200 404 200 404 404 200 404   -
assessments:change_invited  school      -                302 405 405 404 405 405 405 405 404   karin nils sten
assessments:remind          school      -                302 405 405 404 405 405 405 405 404   karin nils sten
assessments:codes           school      -                302 405 405 404 405 405 405 405 404   karin nils sten
assessments:instruments     school      -                302 404 404 404 404 404 404 200 404   -
assessments:instruments     town        -                302 404 404 404 404 404 404 200 404   -
assessments:make_instrument town        -                302 405 405 405 405 405 405 405 404   sten
assessments:instrument      town        instrument       302 404 404 404 404 404 404 200 404   -
assessments:edit_indicator  town        indicator        302 404 404 404 404 404 404 302 404   sten
assessments:make_blank      town        -                302 405 405 405 405 405 405 405 404   sten
assessments:take_shipped    town        -                302 405 405 405 405 405 405 405 404   sten
assessments:take_file       town        -                302 405 405 405 405 405 405 405 404   sten
assessments:edit_head       town        instrument       302 404 404 404 404 404 404 302 404   sten
assessments:new_version     town        instrument       302 405 405 405 405 405 405 405 404   sten
assessments:download_instrument town        instrument       302 404 404 404 404 404 404 200 404   -
assessments:remove_instrument town        instrument       302 405 405 405 405 405 405 405 404   sten
assessments:preview         town        instrument       302 404 404 404 404 404 404 200 404   -
assessments:paper           town        instrument       302 404 404 404 404 404 404 200 404   -
assessments:correspondences town        version          302 404 404 404 404 404 404 200 404   -
assessments:decide          town        version-question 302 405 405 405 405 405 405 405 404   sten
assessments:add_area        town        instrument       302 405 405 405 405 405 405 405 404   sten
assessments:change_area     town        instrument-area  302 405 405 405 405 405 405 405 404   sten
assessments:add_indicator   town        instrument-area  302 405 405 405 405 405 405 405 404   sten
assessments:move_indicator  town        indicator        302 405 405 405 405 405 405 405 404   sten
assessments:new_round       school      -                302 404 404 404 404 404 404 200 404   sten
assessments:new_round       town        -                302 404 404 404 404 404 404 200 404   sten
assessments:round           town        open-round       302 404 404 404 404 404 404 200 404   -
assessments:round           town        new-round        302 404 404 404 404 404 404 200 404   -
assessments:open_round      town        new-round        302 405 405 405 405 405 405 405 404   sten
assessments:extend_round    town        open-round       302 405 405 405 405 405 405 405 404   sten
assessments:close_round     town        open-round       302 405 405 405 405 405 405 405 404   sten
assessments:remove_round    town        new-round        302 405 405 405 405 405 405 405 404   sten

coding:projects             town        -                302 200 200 200 200 200 200 200 404   -
coding:projects             school      -                302 200 200 404 200 200 200 200 404   -
coding:new                  town        -                302 403 403 403 403 403 403 200 404   sten
coding:change               town        coding-draft     302 404 404 404 403 404 404 200 404   sten
coding:coders               town        coding-draft     302 404 404 404 403 404 404 200 404   sten
coding:answers              town        coding-draft     302 404 404 404 403 404 404 200 404   sten
coding:interview            town        coding-draft     302 404 404 404 403 404 404 200 404   sten
coding:project              town        coding-draft     302 404 404 404 200 404 404 200 404   -
coding:project              town        coding-told      302 302 302 302 200 302 302 200 404   -
coding:remove               town        coding-draft     302 405 405 405 405 405 405 405 404   sten
coding:begin                town        coding-draft     302 405 405 405 405 405 405 405 404   sten
coding:source               town        coding-draft-text 302 404 404 404 200 404 404 200 404   sten
coding:paragraphs           town        coding-draft-text 302 405 405 405 405 405 405 405 404   sten
coding:unmark               town        coding-draft-text 302 405 405 405 405 405 405 405 404   sten
coding:source_remove        town        coding-draft-text 302 405 405 405 405 405 405 405 404   sten
coding:book                 town        coding-draft     302 404 404 404 200 404 404 200 404   -
coding:theme_new            town        coding-draft     302 404 404 404 403 404 404 200 404   sten
coding:theme                town        coding-draft-theme 302 404 404 404 403 404 404 200 404   sten
coding:theme_move           town        coding-draft-theme 302 405 405 405 405 405 405 405 404   sten
coding:theme_remove         town        coding-draft-theme 302 405 405 405 405 405 405 405 404   sten
coding:code                 town        coding-going     302 404 404 404 302 404 404 302 404   -
coding:spot                 town        coding-going-one 302 404 404 404 200 404 404 200 404   nils sten
coding:hand_in              town        coding-going     302 404 404 404 200 404 404 200 404   nils sten
coding:reopen               town        coding-going     302 405 405 405 405 405 405 405 404   nils sten
coding:agreement            town        coding-going     302 404 404 404 409 404 404 409 404   -
coding:agreement            town        coding-compared  302 404 404 404 200 404 404 200 404   -
coding:pairs                town        coding-compared  302 404 404 404 200 404 404 200 404   -
coding:settle_next          town        coding-compared  302 404 404 404 302 404 404 302 404   -
coding:settle               town        coding-compared-one 302 404 404 404 200 404 404 200 404   nils sten
coding:unsettle             town        coding-compared-one 302 405 405 405 405 405 405 405 404   nils sten
coding:finish               town        coding-compared  302 405 405 405 405 405 405 405 404   nils sten
coding:resume               town        coding-told      302 405 405 405 405 405 405 405 404   sten
coding:result               town        coding-told      302 200 200 200 200 200 200 200 404   -
coding:result               town        coding-compared  302 404 404 404 409 404 404 409 404   -
coding:rows                 town        coding-told-theme 302 404 404 404 200 404 404 200 404   -
coding:quote                town        coding-told-one  302 405 405 405 405 405 405 405 404   nils sten
coding:publish              town        coding-told      302 405 405 405 405 405 405 405 404   sten
coding:unpublish            town        coding-told      302 405 405 405 405 405 405 405 404   sten
coding:file                 town        coding-told-csv  302 200 200 200 200 200 200 200 404   -

activities:year             school      -                302 200 200 404 200 200 200 200 404   -
activities:year             town        -                302 302 302 302 302 200 200 200 404   -
activities:goal_new         school      -                302 403 200 404 200 403 403 403 404   karin nils
activities:goal_new         town        -                302 404 404 404 404 200 403 200 404   petra sten
activities:goal             school      goal             302 403 200 404 200 403 403 403 404   karin nils
activities:goal_remove      school      goal             302 405 405 404 405 405 405 405 404   karin nils
activities:goal_restore     school      goal             302 405 405 404 405 405 405 405 404   karin nils
activities:activity_new     school      goal             302 403 200 404 200 403 403 403 404   karin nils
activities:activity         school      activity         302 200 200 404 200 200 200 200 404   -
activities:activity_edit    school      activity         302 403 200 404 200 403 403 403 404   karin nils
activities:activity_status  school      activity         302 405 405 404 405 405 405 405 404   amir karin nils
activities:follow_up        school      activity         302 200 200 404 200 403 403 403 404   amir karin nils
activities:activity_remove  school      activity         302 405 405 404 405 405 405 405 404   karin nils
activities:activity_restore school      activity         302 405 405 404 405 405 405 405 404   karin nils
activities:goal_from_result school      closed-question  302 403 200 404 200 403 403 403 404   karin nils
activities:copy             school      -                302 403 200 404 200 403 403 403 404   karin nils
activities:report           school      -                302 200 200 404 200 200 200 200 404   karin nils
activities:coverage         school      -                302 200 200 404 200 200 200 200 404   -
activities:coverage         town        -                302 404 404 404 404 200 200 200 404   -

reports:overview            school      -                302 200 200 404 200 200 200 200 404   -
reports:overview            town        -                302 200 200 200 200 200 200 200 404   -
reports:compile             town-then   -                302 405 405 405 405 405 405 405 404   sten
reports:unit                school      -                302 200 200 404 200 200 200 200 404   -
reports:unit_download       school      pdf              302 200 200 404 200 200 200 200 404   -
reports:read                school-then report           302 200 200 404 200 200 200 200 404   -
reports:read                town-then   report           302 200 200 200 200 200 200 200 404   -
reports:read                town-then   report-draft     302 404 404 404 404 200 200 200 404   -
reports:download            town-then   report-pdf       302 200 200 200 200 200 200 200 404   -
reports:download            town-then   report-draft-pdf 302 404 404 404 404 200 200 200 404   -
reports:figure              town-then   report-figure    302 200 200 200 200 200 200 200 404   -
reports:edit                town-then   report-draft     302 404 404 404 404 404 404 200 404   -
reports:edit_block          town-then   report-block     302 404 404 404 404 404 404 200 404   sten
reports:publish             town-then   report-draft     302 405 405 405 405 405 405 405 404   sten
reports:withdraw            town-then   report           302 405 405 405 405 405 405 405 404   sten
"""


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    address: str
    at: str
    of: str
    statuses: dict[str, int]
    senders: frozenset[str]

    def __str__(self) -> str:
        return " ".join(part for part in (self.address, self.at, self.of) if part != "-")

    @property
    def package(self) -> str:
        return self.address.partition(":")[0].partition("_")[0]


def _line(text: str) -> Line:
    address, at, of, *rest = text.split()
    statuses = dict(zip(PEOPLE, map(int, rest[: len(PEOPLE)]), strict=True))
    names = rest[len(PEOPLE) :]
    senders = {"-": (), "all": PEOPLE}.get(names[0], tuple(names))
    assert set(senders) <= set(PEOPLE), text
    return Line(address, at, of, statuses, frozenset(senders))


LINES = tuple(_line(text) for text in TABLE.strip().splitlines()[1:] if text.strip())
