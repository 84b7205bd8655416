#!/usr/bin/python3
"""An RTSP server on loopback with one feed at /feed: a 440 Hz tone (and a picture, as a camera has).

Usage: rtsp-server.py PORT [--codec pcma|opus|l16] [--picture] [--user NAME:PASSWORD]
Prints "ready" when it listens. Debian: gir1.2-gst-rtsp-server-1.0 python3-gi.
"""
import argparse
import gi

gi.require_version('Gst', '1.0')
gi.require_version('GstRtspServer', '1.0')
from gi.repository import GLib, Gst, GstRtspServer

ENCODERS = {
    'pcma': 'audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay name=pay{n}',
    'opus': 'audio/x-raw,rate=48000,channels=2 ! opusenc ! rtpopuspay name=pay{n} pt=96',
    'l16': 'audio/x-raw,rate=44100,channels=2 ! rtpL16pay name=pay{n} pt=97',
}
PICTURE = 'videotestsrc is-live=true ! video/x-raw,format=I420,width=160,height=120,framerate=5/1 ! jpegenc ! rtpjpegpay name=pay0 '

arguments = argparse.ArgumentParser()
arguments.add_argument('port')
arguments.add_argument('--codec', choices=ENCODERS, default='pcma')
arguments.add_argument('--picture', action='store_true')
arguments.add_argument('--user')
options = arguments.parse_args()

Gst.init(None)
sound = 'audiotestsrc is-live=true freq=440 volume=0.3 ! audioconvert ! audioresample ! ' + ENCODERS[options.codec]
launch = (PICTURE if options.picture else '') + sound.format(n=1 if options.picture else 0)

server = GstRtspServer.RTSPServer.new()
server.set_address('127.0.0.1')
server.set_service(options.port)
factory = GstRtspServer.RTSPMediaFactory.new()
factory.set_launch(f'( {launch} )')
factory.set_shared(True)
if options.user:
    auth = GstRtspServer.RTSPAuth.new()
    token = GstRtspServer.RTSPToken.new()
    token.set_string('media.factory.role', 'listener')
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(*options.user.split(':', 1)), token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions.new()
    permissions.add_permission_for_role('listener', 'media.factory.access', True)
    permissions.add_permission_for_role('listener', 'media.factory.construct', True)
    factory.set_permissions(permissions)
server.get_mount_points().add_factory('/feed', factory)
if server.attach(None) == 0:
    raise SystemExit(f'port {options.port} is taken')
print('ready', flush=True)
GLib.MainLoop().run()
