import Runner

Tool.main { try .standard() }
