"""Line-drawn views."""
