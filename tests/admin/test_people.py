"""Profiles and departments in the Wagtail admin."""

from __future__ import annotations

from wagtail.models import ModelLogEntry

from wagtail_social.people.models import Department
from wagtail_social.people.tree import department_tree

from .test_closed import address, said


def test_steward_places_a_person_through_the_action(steward, cast):
    profile = cast["employee"].social_profile
    sales = Department.objects.create(name="Sales")
    form = {"job_title": "Pilot", "department": sales.pk, "level": "manager"}
    response = steward.post(address("profiles", "edit", profile.pk), form)
    assert response.status_code == 302
    profile.refresh_from_db()
    assert (profile.job_title, profile.department, profile.level) == ("Pilot", sales, "manager")
    assert ModelLogEntry.objects.get(action="wagtail_social.profile.placed").user == cast["steward"]


def test_editor_places_a_person_and_is_sent_away(client_of, cast):
    profile = cast["employee"].social_profile
    url = address("profiles", "edit", profile.pk)
    assert client_of("editor").post(url, {"job_title": "x"}).status_code == 302
    profile.refresh_from_db()
    assert profile.job_title == ""


def departments(*path):
    return f"/admin/community/departments/{'/'.join(str(part) for part in path)}"


def test_steward_sees_departments_as_a_tree(steward, db):
    harbour = Department.objects.create(name="Harbour")
    Department.objects.create(name="Cranes", parent=harbour)
    page = said(steward.get(departments()))
    assert page.index("harbour") < page.index("— cranes")


def test_steward_finds_departments_in_a_circle_and_far_down(steward, cast):
    north = Department.objects.create(name="Zqnorth")
    south = Department.objects.create(name="Zqsouth", parent=north)
    Department.objects.filter(pk=north.pk).update(parent=south)
    Department.objects.bulk_create(
        Department(pk=90_000 + level, name=f"L{level}", parent_id=89_999 + level if level else None)
        for level in range(1_100)
    )
    names = [branch.indented for branch in department_tree()]
    assert names.index("— Zqsouth") == names.index("Zqnorth") + 1
    assert names.index("— L1") == names.index("L0") + 1
    assert names.count(f"{'— ' * 1_099}L1099") == 1
    assert len(names) == Department.objects.count()
    assert steward.get(address("profiles")).status_code == 200
    assert steward.get(departments()).status_code == 200
    assert steward.get(departments("edit", north.pk, "")).status_code == 200
    response = steward.post(
        departments("edit", north.pk, ""), {"name": "Zqnorth", "parent": south.pk}
    )
    assert response.status_code == 200
    assert "select a valid choice" in said(response)


def test_steward_moves_a_department_below_its_own_part_and_is_refused(steward, cast):
    harbour = Department.objects.create(name="Harbour")
    cranes = Department.objects.create(name="Cranes", parent=harbour)
    response = steward.post(
        departments("edit", harbour.pk, ""), {"name": "Harbour", "parent": cranes.pk}
    )
    assert response.status_code == 200
    harbour.refresh_from_db()
    assert harbour.parent is None


def test_steward_adds_a_department_twice_and_is_told(steward, cast):
    for expected in (302, 200):
        response = steward.post(departments("create", ""), {"name": "Harbour", "parent": ""})
        assert response.status_code == expected
    assert "there is a department of this name here already" in said(response)


def test_steward_deletes_a_department_that_people_work_in_and_is_told_why(steward, cast):
    harbour = Department.objects.create(name="Harbour")
    Department.objects.create(name="Cranes", parent=harbour)
    cast["employee"].social_profile.department = harbour
    cast["employee"].social_profile.save()
    url = departments("delete", harbour.pk, "")
    for response in (steward.get(url), steward.post(url)):
        page = said(response)
        assert "1 person works in it." in page and "1 department is part of it." in page
    assert Department.objects.filter(pk=harbour.pk).exists()
    Department.objects.filter(parent=harbour).delete()
    cast["employee"].social_profile.department = None
    cast["employee"].social_profile.save()
    assert steward.post(url).status_code == 302
    assert not Department.objects.filter(pk=harbour.pk).exists()
