"""What people can say and do, one file a conversation, in ward words."""
