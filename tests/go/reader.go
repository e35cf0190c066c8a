// An independent reader of an exported log, on Debian's golang.org/x/mod/sumdb: it shares no line of code
// with Kuboluk.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run reader.go FOLDER VKEY
//
// It checks the log's signature, the root against the entries and against the tiles, every tile, the
// inclusion of every entry and the consistency of every older size. It parses the checkpoint itself
// (tlog.ParseTree knows another form) and hashes tiles itself (tlog.TileHashReader of this version accepts a
// tampered tile, CVE-2026-56865).
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileWidth = 256

type checkpoint struct {
	origin string
	size   int64
	root   tlog.Hash
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: reader FOLDER VKEY")
		os.Exit(64)
	}
	if err := check(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(2)
	}
}

func check(folder, vkey string) error {
	tree, err := readCheckpoint(folder, vkey)
	if err != nil {
		return err
	}
	entries, err := readEntries(folder, tree.size)
	if err != nil {
		return err
	}
	fromEntries, err := hashesOf(entries)
	if err != nil {
		return err
	}
	fromTiles := tileHashes{folder: folder, size: tree.size}
	if err := checkRoots(tree, fromEntries, fromTiles); err != nil {
		return err
	}
	if err := checkTiles(fromTiles, fromEntries); err != nil {
		return err
	}
	if err := checkInclusion(tree, entries, fromTiles); err != nil {
		return err
	}
	seals, err := checkConsistency(tree, entries, fromEntries, fromTiles)
	if err != nil {
		return err
	}
	fmt.Printf("holds: %s, %d entries, %d of them seals, root %s\n", tree.origin, tree.size, seals, tree.root)
	return nil
}

func readCheckpoint(folder, vkey string) (checkpoint, error) {
	var tree checkpoint
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree, err
	}
	data, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return tree, err
	}
	signed, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != verifier.Name() {
		return tree, errors.New("the checkpoint has not the three lines of C2SP tlog-checkpoint")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 1 || strconv.FormatInt(size, 10) != lines[1] {
		return tree, errors.New("the size in the checkpoint is no size")
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tree, errors.New("the root in the checkpoint is no hash")
	}
	tree.origin, tree.size = lines[0], size
	copy(tree.root[:], root)
	return tree, nil
}

// tilePath is C2SP's form: x001/x234/067, with .p/W for partial tiles.
func tilePath(level string, index, width int64) string {
	name := fmt.Sprintf("%03d", index%1000)
	for index >= 1000 {
		index /= 1000
		name = fmt.Sprintf("x%03d/%s", index%1000, name)
	}
	if width < tileWidth {
		name += fmt.Sprintf(".p/%d", width)
	}
	return filepath.Join("tile", level, name)
}

func widthAt(index, size int64) int64 {
	if width := size - index*tileWidth; width < tileWidth {
		return width
	}
	return tileWidth
}

func readEntries(folder string, size int64) ([][]byte, error) {
	var entries [][]byte
	for index := int64(0); index*tileWidth < size; index++ {
		width := widthAt(index, size)
		path := tilePath("entries", index, width)
		data, err := os.ReadFile(filepath.Join(folder, path))
		if err != nil {
			return nil, err
		}
		for i := int64(0); i < width; i++ {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("%s is cut short", path)
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			entries = append(entries, data[2:end])
			data = data[end:]
		}
		if len(data) != 0 {
			return nil, fmt.Errorf("%s has bytes to spare", path)
		}
	}
	return entries, nil
}

// storedHashes is the whole tree in tlog's own order, computed from the entries.
type storedHashes []tlog.Hash

func (stored storedHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, index := range indexes {
		out = append(out, stored[index])
	}
	return out, nil
}

func hashesOf(entries [][]byte) (storedHashes, error) {
	var stored storedHashes
	for i, entry := range entries {
		more, err := tlog.StoredHashes(int64(i), entry, stored)
		if err != nil {
			return nil, err
		}
		stored = append(stored, more...)
	}
	return stored, nil
}

// tileHashes reads from the tile files and hashes up inside a tile itself.
type tileHashes struct {
	folder string
	size   int64
}

func (tiles tileHashes) tile(level int, index int64) ([]byte, error) {
	width := widthAt(index, tiles.size>>(8*level))
	path := tilePath(strconv.Itoa(level), index, width)
	data, err := os.ReadFile(filepath.Join(tiles.folder, path))
	if err == nil && int64(len(data)) != width*tlog.HashSize {
		err = fmt.Errorf("%s has a wrong length", path)
	}
	return data, err
}

func subtree(data []byte) tlog.Hash {
	if len(data) == tlog.HashSize {
		return *(*tlog.Hash)(data)
	}
	half := len(data) / 2
	left, right := subtree(data[:half]), subtree(data[half:])
	return sha256.Sum256(append(append([]byte{1}, left[:]...), right[:]...))
}

func (tiles tileHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, stored := range indexes {
		level, n := tlog.SplitStoredHashIndex(stored)
		first := n << (level % 8)
		data, err := tiles.tile(level/8, first/tileWidth)
		if err != nil {
			return nil, err
		}
		begin := first % tileWidth * tlog.HashSize
		out = append(out, subtree(data[begin:begin+tlog.HashSize<<(level%8)]))
	}
	return out, nil
}

func checkRoots(tree checkpoint, fromEntries storedHashes, fromTiles tileHashes) error {
	for name, reader := range map[string]tlog.HashReader{"entries": fromEntries, "tiles": fromTiles} {
		root, err := tlog.TreeHash(tree.size, reader)
		if err != nil {
			return err
		}
		if root != tree.root {
			return fmt.Errorf("the %s have another root than the checkpoint", name)
		}
	}
	return nil
}

// checkTiles compares every hash of every tile with the one that the entries give.
func checkTiles(tiles tileHashes, fromEntries storedHashes) error {
	for level := 0; tiles.size>>(8*level) > 0; level++ {
		count := tiles.size >> (8 * level)
		for index := int64(0); index*tileWidth < count; index++ {
			data, err := tiles.tile(level, index)
			if err != nil {
				return err
			}
			for i := int64(0); i < int64(len(data))/tlog.HashSize; i++ {
				want := fromEntries[tlog.StoredHashIndex(8*level, index*tileWidth+i)]
				if !bytes.Equal(data[i*tlog.HashSize:(i+1)*tlog.HashSize], want[:]) {
					return fmt.Errorf("tile %d/%d: hash %d is not that of the entries", level, index, i)
				}
			}
		}
	}
	return nil
}

func checkInclusion(tree checkpoint, entries [][]byte, tiles tileHashes) error {
	for i, entry := range entries {
		proof, err := tlog.ProveRecord(tree.size, int64(i), tiles)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.size, tree.root, int64(i), tlog.RecordHash(entry)); err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
	}
	return nil
}

// checkConsistency checks every older size and counts those that a checkpoint may have had: the ones that
// end with a seal.
func checkConsistency(tree checkpoint, entries [][]byte, old storedHashes, tiles tileHashes) (int, error) {
	seals := 0
	for size := int64(1); size <= tree.size; size++ {
		root, err := tlog.TreeHash(size, old)
		if err != nil {
			return 0, err
		}
		proof, err := tlog.ProveTree(tree.size, size, tiles)
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckTree(proof, tree.size, tree.root, size, root); err != nil {
			return 0, fmt.Errorf("size %d: %w", size, err)
		}
		header := []byte(fmt.Sprintf("kuboluk/entry/v1 %d ", size-1))
		if !bytes.HasPrefix(entries[size-1], header) {
			return 0, fmt.Errorf("entry %d does not begin with its index", size-1)
		}
		if bytes.Contains(entries[size-1], []byte("\nkuboluk/seal/v1\n")) {
			seals++
		}
	}
	if !bytes.Contains(entries[tree.size-1], []byte("\nkuboluk/seal/v1\n")) {
		return 0, errors.New("the last entry is no seal")
	}
	return seals, nil
}
