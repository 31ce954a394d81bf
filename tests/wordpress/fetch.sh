#!/usr/bin/env bash
# Unpack Debian's WordPress into the folder $1, unless it is there: of this release or, from bookworm,
# of the next one. Only from Akismet 5.5 on can its plugin be told what became of a comment.
set -euo pipefail
target=$1
[ -e "$target/wp-load.php" ] && exit
. /etc/os-release
release=$VERSION_CODENAME
[ "$release" = bookworm ] && release=trixie

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir -p "$work/sources" "$work/lists/partial"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  [ -e "$file" ] && sed "s/\b$VERSION_CODENAME\b/$release/g" "$file" >"$work/sources/${file##*/}"
done
[ -e "$work/sources/sources.list" ] && mv "$work/sources/sources.list" "$work/sources/main.list"
options=(
  -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$work/sources"
  -o "Dir::State::lists=$work/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
  -o Acquire::Languages=none -o APT::Sandbox::User=root
)
apt-get "${options[@]}" update -qq
cd "$work"
apt-get "${options[@]}" download -qq wordpress
dpkg-deb -x wordpress_*.deb unpacked
mkdir -p "$(dirname "$target")"
rm -rf "$target"
mv unpacked/usr/share/wordpress "$target"
