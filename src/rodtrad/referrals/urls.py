from __future__ import annotations

from django.urls import path

from rodtrad.referrals.views import answering, groups, paper, sending, writing

app_name = "referrals"
urlpatterns = [
    path("", sending.referrals, name="referrals"),
    path("grupper/", groups.groups, name="groups"),
    path("grupper/ny/", groups.new, name="group_new"),
    path("grupper/<int:group_id>/", groups.change, name="group"),
    path("grupper/<int:group_id>/lagg-undan/", groups.archive, name="group_archive"),
    path("grupper/<int:group_id>/ta-fram/", groups.restore, name="group_restore"),
    path("skicka/<slug:slug>/", sending.send, name="send"),
    path("beslut/<slug:slug>/", paper.paper, name="paper"),
    path("beslut/<slug:slug>/borja/", paper.begin, name="paper_begin"),
    path("beslut/<slug:slug>/avsnitt/<slug:key>/", paper.section, name="paper_section"),
    path("beslut/<slug:slug>/motion/", paper.motion_new, name="motion_new"),
    path("beslut/<slug:slug>/motion/<int:motion_id>/", paper.motion, name="motion"),
    path("beslut/<slug:slug>/motion/<int:motion_id>/ta-bort/", paper.motion_remove, name="motion_remove"),
    path("beslut/<slug:slug>/ladda-ner/<slug:fmt>/", paper.download, name="paper_file"),
    path("<int:referral_id>/", sending.referral, name="referral"),
    path("<int:referral_id>/sista-dag/", sending.last_day, name="last_day"),
    path("<int:referral_id>/aterkalla/", sending.call_back, name="call_back"),
    path("<int:referral_id>/avsluta/", sending.close, name="close"),
    path("<int:referral_id>/sammanstallning/", answering.compilation, name="compilation"),
    path(
        "<int:referral_id>/sammanstallning/<slug:fmt>/", answering.compilation_file, name="compilation_file"
    ),
    path("<int:referral_id>/synpunkter/", answering.remarks, name="remarks"),
    path("<int:referral_id>/synpunkter/<int:remark_id>/", answering.answer, name="answer"),
    path("<int:referral_id>/synpunkter/<int:remark_id>/for-in/", answering.apply, name="apply"),
    path("<int:referral_id>/yttrande/<int:recipient_id>/", writing.write, name="write"),
    path("<int:referral_id>/yttrande/<int:recipient_id>/spara/", writing.save, name="save"),
    path("<int:referral_id>/yttrande/<int:recipient_id>/lamna-in/", writing.hand_in, name="hand_in"),
    path("<int:referral_id>/yttrande/<int:recipient_id>/oppna/", writing.reopen, name="reopen"),
]
