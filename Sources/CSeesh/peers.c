// What /proc does not tell of sockets: the peers of unix sockets and the files that they are bound to, from the kernel's socket
// diagnosis over netlink for this network namespace, and the protocol of a socket that has no address yet.

#include "internal.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

int seesh_socket_protocol(const char *path, char *name, size_t size) {
    return seesh_result((int)getxattr(path, "system.sockprotoname", name, size));
}

static int ask(int fd, uint32_t show) {
    struct {
        struct nlmsghdr header;
        struct unix_diag_req request;
    } message;
    memset(&message, 0, sizeof message);
    message.header.nlmsg_len = sizeof message;
    message.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
    message.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    message.request.sdiag_family = AF_UNIX;
    message.request.udiag_states = ~0U;
    message.request.udiag_show = show;
    return send(fd, &message, sizeof message, 0) < 0 ? -errno : 0;
}

// Who is told of each socket: one of the two.
struct listener {
    void *context;
    seesh_peer_function *peer;
    seesh_file_function *file;
};

static void tell(const struct nlmsghdr *header, const struct listener *listener) {
    const struct unix_diag_msg *socket = NLMSG_DATA(header);
    int rest = (int)header->nlmsg_len - (int)NLMSG_LENGTH(sizeof *socket);
    const struct rtattr *attribute = (const struct rtattr *)(socket + 1);
    for (; RTA_OK(attribute, rest); attribute = RTA_NEXT(attribute, rest)) {
        uint32_t peer;
        struct unix_diag_vfs file;
        if (listener->peer && attribute->rta_type == UNIX_DIAG_PEER && RTA_PAYLOAD(attribute) >= sizeof peer) {
            memcpy(&peer, RTA_DATA(attribute), sizeof peer);
            if (peer != 0) listener->peer(listener->context, socket->udiag_ino, peer, false);
        }
        // The sockets whose connections wait to be accepted.
        if (listener->peer && attribute->rta_type == UNIX_DIAG_ICONS) {
            const char *inodes = RTA_DATA(attribute);
            for (size_t next = 0; next + sizeof peer <= RTA_PAYLOAD(attribute); next += sizeof peer) {
                memcpy(&peer, inodes + next, sizeof peer);
                if (peer != 0) listener->peer(listener->context, peer, socket->udiag_ino, true);
            }
        }
        if (listener->file && attribute->rta_type == UNIX_DIAG_VFS && RTA_PAYLOAD(attribute) >= sizeof file) {
            memcpy(&file, RTA_DATA(attribute), sizeof file);
            // The kernel's own numbers of devices have 20 bits for the minor.
            uint64_t device = makedev(file.udiag_vfs_dev >> 20, file.udiag_vfs_dev & 0xFFFFF);
            listener->file(listener->context, socket->udiag_ino, file.udiag_vfs_ino, device);
        }
    }
}

// 1 where more is to come, 0 at the end, -errno.
static int receive(int fd, const struct listener *listener) {
    _Alignas(struct nlmsghdr) char buffer[16384];
    ssize_t size = recv(fd, buffer, sizeof buffer, 0);
    if (size < 0) return errno == EINTR ? 1 : -errno;
    const struct nlmsghdr *header = (const struct nlmsghdr *)buffer;
    for (; NLMSG_OK(header, size); header = NLMSG_NEXT(header, size)) {
        if (header->nlmsg_type == NLMSG_DONE) return 0;
        if (header->nlmsg_type == NLMSG_ERROR) return -EOPNOTSUPP;
        if (header->nlmsg_len >= NLMSG_LENGTH(sizeof(struct unix_diag_msg))) tell(header, listener);
    }
    return size == 0 ? -EIO : 1;
}

static int diagnose(uint32_t show, const struct listener *listener) {
    int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (fd < 0) return -errno;
    int result = ask(fd, show);
    if (result == 0) {
        while ((result = receive(fd, listener)) > 0) continue;
    }
    close(fd);
    return result;
}

int seesh_unix_peers(void *context, seesh_peer_function *tell) {
    const struct listener listener = {.context = context, .peer = tell};
    return diagnose(UDIAG_SHOW_PEER | UDIAG_SHOW_ICONS, &listener);
}

int seesh_unix_files(void *context, seesh_file_function *tell) {
    const struct listener listener = {.context = context, .file = tell};
    return diagnose(UDIAG_SHOW_VFS, &listener);
}
