// What /proc does not tell of sockets: the peers of unix sockets, from the kernel's socket diagnosis over netlink for this
// network namespace, and the protocol of a socket that has no address yet.

#include "internal.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/xattr.h>
#include <unistd.h>

int seesh_socket_protocol(const char *path, char *name, size_t size) {
    return seesh_result((int)getxattr(path, "system.sockprotoname", name, size));
}

static int ask(int fd) {
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
    message.request.udiag_show = UDIAG_SHOW_PEER;
    return send(fd, &message, sizeof message, 0) < 0 ? -errno : 0;
}

static void tell_peer(const struct nlmsghdr *header, void *context, seesh_peer_function *tell) {
    const struct unix_diag_msg *socket = NLMSG_DATA(header);
    int rest = (int)header->nlmsg_len - (int)NLMSG_LENGTH(sizeof *socket);
    const struct rtattr *attribute = (const struct rtattr *)(socket + 1);
    for (; RTA_OK(attribute, rest); attribute = RTA_NEXT(attribute, rest)) {
        uint32_t peer;
        if (attribute->rta_type != UNIX_DIAG_PEER || RTA_PAYLOAD(attribute) < sizeof peer) continue;
        memcpy(&peer, RTA_DATA(attribute), sizeof peer);
        if (peer != 0) tell(context, socket->udiag_ino, peer);
    }
}

// 1 where more is to come, 0 at the end, -errno.
static int receive(int fd, void *context, seesh_peer_function *tell) {
    _Alignas(struct nlmsghdr) char buffer[16384];
    ssize_t size = recv(fd, buffer, sizeof buffer, 0);
    if (size < 0) return errno == EINTR ? 1 : -errno;
    const struct nlmsghdr *header = (const struct nlmsghdr *)buffer;
    for (; NLMSG_OK(header, size); header = NLMSG_NEXT(header, size)) {
        if (header->nlmsg_type == NLMSG_DONE) return 0;
        if (header->nlmsg_type == NLMSG_ERROR) return -EOPNOTSUPP;
        if (header->nlmsg_len >= NLMSG_LENGTH(sizeof(struct unix_diag_msg))) tell_peer(header, context, tell);
    }
    return size == 0 ? -EIO : 1;
}

int seesh_unix_peers(void *context, seesh_peer_function *tell) {
    int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (fd < 0) return -errno;
    int result = ask(fd);
    if (result == 0) {
        while ((result = receive(fd, context, tell)) > 0) continue;
    }
    close(fd);
    return result;
}
