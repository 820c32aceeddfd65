"""Emoji by shortcode, such as ``:tada:``: the common ones, by the names people know."""

import re

#: Shortcodes, one or more in a row, that do not stand inside a word or a time of day.
SHORTCODES = r"(?<![\w:])(?P<shortcodes>(?::[a-z0-9_+-]{1,32}:)+)(?![\w:])"

_SHORTCODE = re.compile(":([^:]+):")

_TABLE = """
+1 👍 -1 👎 100 💯 alarm_clock ⏰ angry 😠 apple 🍎 arrow_down ⬇️ arrow_left ⬅️
arrow_right ➡️ arrow_up ⬆️ art 🎨 balloon 🎈 bar_chart 📊 beer 🍺 beers 🍻 bell 🔔
bike 🚲 birthday 🎂 blush 😊 book 📖 books 📚 boom 💥 bouquet 💐 broken_heart 💔
bug 🐛 bulb 💡 bus 🚌 busy ⏳ cactus 🌵 cake 🍰 calendar 📅 camera 📷 car 🚗 cat 🐱
chart 📈 clap 👏 clipboard 📋 clock ⏰ cloud ☁️ coffee ☕ computer 💻
confetti_ball 🎊 confused 😕 construction 🚧 cookie 🍪 cool 😎 cry 😢
crossed_fingers 🤞 dart 🎯 disappointed 😞 dizzy 💫 dog 🐶 door 🚪 earth 🌍 email 📧
exclamation ❗ exploding_head 🤯 eyes 👀 facepalm 🤦 fire 🔥 flag 🚩 floppy_disk 💾
flushed 😳 four_leaf_clover 🍀 gear ⚙️ gem 💎 gift 🎁 green_heart 💚 grimacing 😬
grin 😁 grinning 😀 guitar 🎸 hammer 🔨 handshake 🤝 heart ❤️ heart_eyes 😍
heavy_check_mark ✔️ heavy_plus_sign ➕ hibiscus 🌺 hourglass ⏳ house 🏠 hugs 🤗
inbox_tray 📥 innocent 😇 joy 😂 key 🔑 keyboard ⌨️ kissing_heart 😘 label 🏷️
laughing 😆 light_bulb 💡 link 🔗 lock 🔒 loudspeaker 📢 mag 🔍 mailbox 📫 mask 😷
medal 🏅 mega 📣 memo 📝 microphone 🎤 money_mouth_face 🤑 moneybag 💰 monkey 🐒
moon 🌙 muscle 💪 musical_note 🎵 nerd_face 🤓 neutral_face 😐 no_entry ⛔
no_mouth 😶 notebook 📓 octopus 🐙 ok 🆗 ok_hand 👌 open_hands 👐 outbox_tray 📤
package 📦 palm_tree 🌴 paperclip 📎 partying_face 🥳 pencil ✏️ pensive 😔
phone ☎️ pill 💊 pizza 🍕 plane ✈️ point_down 👇 point_left 👈 point_right 👉
point_up ☝️ pray 🙏 printer 🖨️ pushpin 📌 puzzle_piece 🧩 question ❓ rabbit 🐰
rainbow 🌈 raised_hand ✋ raised_hands 🙌 recycle ♻️ relaxed ☺️ relieved 😌
robot 🤖 rocket 🚀 rofl 🤣 rose 🌹 rotating_light 🚨 runner 🏃 sad 😢 satisfied 😆
scream 😱 scroll 📜 see_no_evil 🙈 seedling 🌱 ship 🚢 shrug 🤷 sleeping 😴
sleepy 😪 slightly_smiling_face 🙂 smile 😄 smiley 😃 smiling_face 😊 smirk 😏
snail 🐌 snowflake ❄️ sob 😭 sos 🆘 sparkles ✨ sparkling_heart 💖
speech_balloon 💬 star ⭐ star2 🌟 star_struck 🤩 stop_sign 🛑 stopwatch ⏱️
stuck_out_tongue 😛 sun ☀️ sunflower 🌻 sunglasses 😎 sunny ☀️ sweat 😓
sweat_smile 😅 tada 🎉 tea 🍵 telephone ☎️ thinking 🤔 thought_balloon 💭
thumbsdown 👎 thumbsup 👍 tired_face 😫 toolbox 🧰 train 🚆 tree 🌳
triangular_flag_on_post 🚩 trophy 🏆 truck 🚚 tulip 🌷 turtle 🐢 umbrella ☂️
unamused 😒 unicorn 🦄 unlock 🔓 upside_down_face 🙃 v ✌️ warning ⚠️
wastebasket 🗑️ watch ⌚ wave 👋 white_check_mark ✅ wink 😉 wine_glass 🍷
worried 😟 wrench 🔧 x ❌ yum 😋 zap ⚡ zzz 💤
"""

_CELLS = _TABLE.split()

#: The emoji of each shortcode, without the colons.
EMOJI: dict[str, str] = dict(zip(_CELLS[::2], _CELLS[1::2], strict=True))


def with_emoji(typed: str) -> str:
    """Return a row of shortcodes with the known ones replaced."""
    return _SHORTCODE.sub(lambda code: EMOJI.get(code[1], code[0]), typed)
