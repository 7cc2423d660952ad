"""The demo program: its cast, its history and the bar to switch between them. Off unless asked."""
