"""Who can sign in?"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from openprobation.foundation.personal import NOT_PERSONAL, PERSONAL


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)

    def create_user(self, username: str, name: str, email: str, **rest: Any) -> User:
        password = rest.pop("password", None)
        user = self.model(username=username, name=name, email=email, **rest)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A member of staff, a partner, or the system itself: somebody who does things on the record."""

    username = models.TextField(unique=True, db_comment=PERSONAL)
    name = models.TextField(db_comment=PERSONAL)
    email = models.EmailField(unique=True, db_comment=PERSONAL)
    telephone = models.TextField(blank=True, default="", db_comment=PERSONAL)
    password = models.CharField(max_length=128, db_comment=NOT_PERSONAL)
    last_login = models.DateTimeField(null=True, blank=True, db_comment=NOT_PERSONAL)
    is_active = models.BooleanField(default=True, db_comment=NOT_PERSONAL)
    is_demonstration = models.BooleanField(default=False, db_comment=NOT_PERSONAL)
    is_system = models.BooleanField(default=False, db_comment=NOT_PERSONAL)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "email"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name
